"""Screening of a dropped file: whether it is accepted, and which parts of it."""
