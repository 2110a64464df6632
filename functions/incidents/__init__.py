"""Functions that group failed updates into incidents."""
