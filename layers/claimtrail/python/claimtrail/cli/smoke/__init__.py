"""`claimtrail smoke`: a stage tests itself."""
