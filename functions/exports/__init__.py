"""Functions that write the exports that people ask for."""
