"""Implementation guides as tables: loops, segments, elements, and their codes."""
