"""The list of work: what a biller opens in the morning, and actions on several rows at once."""
