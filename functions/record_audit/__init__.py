"""Records bus events and dataset rows in the audit trail."""
