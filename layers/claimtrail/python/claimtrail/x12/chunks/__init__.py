"""Large sets: where they are split, and how their chunks are checked and read."""
