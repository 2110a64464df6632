"""Templates of the last release, mutated: for the check of upgrades."""
