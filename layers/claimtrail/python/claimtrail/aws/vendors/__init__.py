"""Vendors on AWS."""
