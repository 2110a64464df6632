"""Release of held transaction sets by a person."""
