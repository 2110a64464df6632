"""Envelopes of a file: segments, interchanges, groups, sets, and ranges of sets."""
