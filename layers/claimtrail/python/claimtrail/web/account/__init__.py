"""Pages of a person about the own account: which notices come, and when."""
