"""Retention and legal holds of the buckets."""
