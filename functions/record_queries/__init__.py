"""Tells the access log who asked Athena, by the command line or past it."""
