"""The authority of a source over a claim, and what is withheld for lack of it."""
