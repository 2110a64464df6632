"""Clients of protocols that other organizations speak; they own nothing."""
