"""Functions that record and seal the audit trail."""
