"""Commands of errors in plain words, and of those that nobody has explained yet."""
