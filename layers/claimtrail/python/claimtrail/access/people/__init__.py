"""People who sign in: their roles, their last use, and the end of their access."""
