"""Pages about claims."""
