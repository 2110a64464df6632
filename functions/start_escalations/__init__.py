"""On a schedule: starts escalations of claims pending too long, looks after those under way."""
