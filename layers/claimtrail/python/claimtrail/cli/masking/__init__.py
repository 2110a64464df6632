"""The command that masks any text."""
