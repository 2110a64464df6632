"""Functions that project claims, publish their changes and open exceptions."""
