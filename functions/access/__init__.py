"""Functions that review who has access."""
