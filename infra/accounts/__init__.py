"""The account that a stage is deployed into: checked before, and emptied when a stage goes."""
