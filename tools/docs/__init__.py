"""Pages of docs/ that are rendered from tables in the code."""
