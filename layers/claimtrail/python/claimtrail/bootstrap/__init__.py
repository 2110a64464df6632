"""Composition: the one place where adapters meet use cases.

A module or folder a noun. Builders take the names of a stage's resources, as functions have them in
their environment and commands in the stage's outputs. What a noun's functions do not share is in
modules of their own, so that a function imports no more than it runs.
"""
