"""Mechanism of pages: requests, permissions, lists, rendering; knows no page."""
