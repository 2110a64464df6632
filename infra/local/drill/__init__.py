"""The recovery drill: each store of a small stage is lost, and brought back as its runbook says."""
