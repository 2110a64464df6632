"""Patches of Cognito."""
