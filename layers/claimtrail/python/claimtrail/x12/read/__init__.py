"""Reading of transaction sets: validation, then records."""
