"""Vendors: who does what for the desk, in which time, and what was written."""
