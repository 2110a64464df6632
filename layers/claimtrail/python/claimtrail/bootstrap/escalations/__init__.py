"""Escalations on AWS."""
