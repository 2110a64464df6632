"""Histories of tickets drawn by seed, and a judge of their clocks that walks minutes."""
