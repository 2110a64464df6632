"""Taking a stage down: what goes, what stands in the way, and in which order."""
