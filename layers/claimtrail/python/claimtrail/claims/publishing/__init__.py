"""Publication of stored changes: bus events and audit rows of claims."""
