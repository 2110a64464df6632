"""Exports: a list of any size as CSV or PDF, written in the background for the person who asked."""
