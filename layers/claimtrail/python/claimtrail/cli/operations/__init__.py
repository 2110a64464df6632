"""`claimtrail dlq`, `reproject`, `contracts` and `completion`."""
