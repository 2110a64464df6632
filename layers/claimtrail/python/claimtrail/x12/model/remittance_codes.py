"""Codes of CLP02 that the engine itself must know."""

REVERSAL_STATUS = "22"
