"""`claimtrail claims`, `claim` and `rebill-check`."""
