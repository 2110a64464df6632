"""Exports on AWS: what pages ask, and what writes the files."""
