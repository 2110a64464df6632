"""The command on the pages of a stage."""
