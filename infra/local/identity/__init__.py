"""The identity provider of the embedded cloud: a real one, with fictitious people."""
