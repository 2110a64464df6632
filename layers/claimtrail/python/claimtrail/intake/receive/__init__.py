"""Receipt of one dropped file."""
