"""Exports on twins: a list, who asks for it, and the writer that is driven by hand."""
