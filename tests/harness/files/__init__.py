"""X12 files: by hand, of the values that a situation needs, and hostile ones."""
