"""Datasets of claims, one typed row each."""
