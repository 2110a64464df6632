"""Pages of signing in and out: those that need no session."""
