"""The parts of every command: declarations, the stage, access, output, short ids."""
