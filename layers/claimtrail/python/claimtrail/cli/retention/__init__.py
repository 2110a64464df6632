"""`claimtrail hold` and `retention`."""
