"""Composition: the one place where adapters meet use cases."""
