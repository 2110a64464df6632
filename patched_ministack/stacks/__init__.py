"""Patches of CloudFormation's stacks; those of resource types stand with their service."""
