"""A stage at whose API people act from the command line."""
