"""Pages about payments and adjustments of providers."""
