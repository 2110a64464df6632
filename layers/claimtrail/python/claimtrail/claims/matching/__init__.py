"""Rules that match a payer's record to the claim it means."""
