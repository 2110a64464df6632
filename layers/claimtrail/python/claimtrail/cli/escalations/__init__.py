"""`claimtrail escalations`."""
