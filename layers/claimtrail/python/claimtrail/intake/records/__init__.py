"""From X12 records to the facts that are appended to claims."""
