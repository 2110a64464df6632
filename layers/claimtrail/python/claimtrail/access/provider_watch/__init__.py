"""Watching identity providers: whether they answer, and when their certificates run out."""
