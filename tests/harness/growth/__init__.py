"""Proofs that time grows with the input and no faster."""
