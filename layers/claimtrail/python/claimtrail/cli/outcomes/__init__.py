"""`claimtrail appeal`, `write-off`, `close` and `reopen`."""
