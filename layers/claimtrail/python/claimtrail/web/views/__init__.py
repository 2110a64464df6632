"""Saved views: the page on which people name, share, pin and delete their own."""
