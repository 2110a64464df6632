"""Pages about incidents: failed updates by cause."""
