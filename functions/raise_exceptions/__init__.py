"""On a schedule: makes evidence that is held too long an exception."""
