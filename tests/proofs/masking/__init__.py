"""A generated corpus of tickets that says of each letter whether it identifies somebody."""
