"""Claims as people see them: timeline, lines, statuses."""
