"""Claims that wait, incidents, and the state machine."""
