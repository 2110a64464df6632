"""In-memory twins of the ports, for tests and benchmarks; forbidden to production."""
