"""Append to the trail: records, their chains, their seals."""
