"""Athena's own engine beside the local cloud's: the same catalog, the same files, the same rows."""
