"""Patches of the emulator's own start and stop."""
