"""Shared parts of tests: polling with a deadline, an embedded cloud of their own, rendered docs."""
