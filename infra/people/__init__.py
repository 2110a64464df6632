"""Managed policies for people: what each role may do on a stage, as a table."""
