"""Restrictions: claims that are closed beyond roles, and to whom."""
