"""`claimtrail escalations` and `tickets`."""
