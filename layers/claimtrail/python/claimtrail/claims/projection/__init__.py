"""Projection: from appended events to stored claims."""
