"""The `claimtrail` command: what operators, auditors and newcomers type."""
