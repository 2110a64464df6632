"""Adapters of access: sessions, sign-ins, views and reviews in tables, and the front of pages."""
