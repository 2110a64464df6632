"""Exports on pages: the form, a person's own exports, and lists as the writer reads them."""
