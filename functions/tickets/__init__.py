"""Functions that open and close tickets."""
