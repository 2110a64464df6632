"""Starts the emulator with its gaps closed; runs in the emulator's own environment."""
