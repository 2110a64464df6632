"""`claimtrail unmatched` and `match`."""
