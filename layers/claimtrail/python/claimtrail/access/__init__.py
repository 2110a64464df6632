"""Access: who may do what to which fields, decided in one place for every way in."""
