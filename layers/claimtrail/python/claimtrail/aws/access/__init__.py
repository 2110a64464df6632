"""Adapter of access: sessions in the operations table."""
