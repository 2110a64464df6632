"""The embedded cloud: the emulator, its patches, and the commands that run it."""
