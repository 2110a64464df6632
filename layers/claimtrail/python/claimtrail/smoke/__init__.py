"""A stage's test of itself: one synthetic claim on the way of a real one, hop by hop."""
