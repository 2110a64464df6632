"""`claimtrail terms` and `record-status`."""
