"""Acknowledgments that files get, and HL7 acknowledgments that arrive."""
