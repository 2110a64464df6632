"""The rules of the preflight, each a pure judgment of what was read."""
