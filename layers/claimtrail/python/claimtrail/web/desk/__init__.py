"""Tables of the desk as pages: the taxonomy, what clocks promise, and working hours."""
