"""Functions that receive and read files."""
