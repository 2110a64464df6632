"""What `cdk deploy` ships, and the local cloud that it ships to by default."""
