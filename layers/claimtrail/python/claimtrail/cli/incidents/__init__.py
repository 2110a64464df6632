"""`claimtrail incidents`."""
