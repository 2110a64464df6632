"""The payer's bytes behind a fact of a claim, marked, explained and masked by role."""
