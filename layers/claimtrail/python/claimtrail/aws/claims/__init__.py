"""DynamoDB adapters of the claim table."""
