"""Verify a copy of the trail: chains, seals, contents, the verdict and its report."""
