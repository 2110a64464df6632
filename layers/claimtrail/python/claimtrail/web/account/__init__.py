"""Pages of a person about the own account: what the person is told, and when."""
