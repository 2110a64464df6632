"""The claim: a fold of append-only events, its lifecycle, and where both are kept."""
