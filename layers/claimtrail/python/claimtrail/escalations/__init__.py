"""Claims that wait too long: who is notified, when, and what ends it."""
