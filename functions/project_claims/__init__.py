"""Folds a claim's events whenever one was appended, and stores the claim with what changed."""
