"""`claimtrail x12`: X12 files on disk, without AWS."""
