"""Pages about files: what came, what was refused and why, and its release."""
