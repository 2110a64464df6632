"""Intake on AWS."""
