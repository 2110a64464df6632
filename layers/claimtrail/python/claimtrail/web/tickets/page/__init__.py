"""The page of one ticket: its parts, each with the group of fields that it is of."""
