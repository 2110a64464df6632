"""The audit trail: forgers and their forgeries, holds, keys, rows of saved queries."""
