"""Actions on one ticket: forms, the use cases behind them, and their addresses."""
