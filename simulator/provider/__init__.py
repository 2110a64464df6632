"""The simulated provider: encounters, people, claims, its encounter feed."""
