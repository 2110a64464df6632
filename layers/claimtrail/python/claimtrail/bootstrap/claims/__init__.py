"""Claims on AWS."""
