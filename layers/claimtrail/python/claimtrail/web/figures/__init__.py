"""Pages of figures: each number leads to the list behind it."""
