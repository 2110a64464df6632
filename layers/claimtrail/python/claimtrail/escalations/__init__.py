"""Claims that wait too long: who is told, when, and what ends it."""
