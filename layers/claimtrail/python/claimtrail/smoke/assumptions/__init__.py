"""Assumptions about AWS that no test of this repository can prove; docs/aws-assumptions.md."""
