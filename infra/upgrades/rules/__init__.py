"""The rules of upgrades: each yields findings about two releases, and changes nothing."""
