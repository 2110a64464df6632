"""The rules of accessibility, in a browser."""
