"""Upgrades of a deployed stage: what CloudFormation would do, checked before it does."""
