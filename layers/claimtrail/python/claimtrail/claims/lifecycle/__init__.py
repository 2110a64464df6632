"""States of a claim, their transitions, and the state that each code asks for."""
