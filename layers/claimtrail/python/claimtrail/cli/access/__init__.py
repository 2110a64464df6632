"""`claimtrail people`, `restrictions` and `break-glass`."""
