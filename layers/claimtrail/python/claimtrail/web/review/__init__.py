"""Pages about what waits for a person's decision."""
