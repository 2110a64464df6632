"""Tickets on AWS."""
