"""Errors of payers, EHRs and our own functions in plain words: cause, owner, steps; without PHI."""
