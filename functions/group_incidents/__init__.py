"""Groups failed updates by their cause into incidents, and looks after dead-letter queues."""
