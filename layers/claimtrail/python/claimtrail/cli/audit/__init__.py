"""`claimtrail audit` and `provenance`."""
