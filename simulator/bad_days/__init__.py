"""Malformed files and rare variants of files."""
