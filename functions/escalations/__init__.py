"""Functions that start, advance and end escalations."""
