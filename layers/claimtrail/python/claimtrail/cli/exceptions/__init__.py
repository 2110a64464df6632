"""`claimtrail exceptions`: what a person must review, and decisions about evidence."""
