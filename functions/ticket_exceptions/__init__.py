"""Opens a ticket for each exception, and closes it when the exception heals."""
