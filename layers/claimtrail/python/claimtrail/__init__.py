"""ClaimTrail: track claim status by payer: status, reason, date, and the payer file it is from."""

__version__ = "0.1.0"
