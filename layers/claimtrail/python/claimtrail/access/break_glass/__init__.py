"""Break-glass: opening what is restricted, for a reason that is recorded first and reviewed."""
