"""Logs, metrics, traces and the words of failures."""
