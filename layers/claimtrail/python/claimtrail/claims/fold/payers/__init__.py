"""The payers of one claim: their numbers for it, their statements, and their sequence."""
