"""A real browser in front of the pages: for tests, and for pictures of the docs."""
