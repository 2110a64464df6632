"""The one layer over DynamoDB: items, conditions, single and batch requests, transactions."""
