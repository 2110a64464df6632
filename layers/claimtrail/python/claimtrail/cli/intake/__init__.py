"""`claimtrail drop`, `trail`, `files` and `payments`."""
