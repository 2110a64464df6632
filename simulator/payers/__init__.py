"""The simulated payers: decisions, statuses, remittances, acknowledgments."""
