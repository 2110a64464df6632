"""AWS adapters on the emulator, and faults at their calls."""
