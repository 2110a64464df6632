"""ClaimTrail: where every claim stands with every payer, why, since when and on whose word."""

__version__ = "0.1.0"
