"""Tells the bus and the trail what the claim table stored: facts, and changes of claims."""
