"""`claimtrail query` and `compact`."""
