"""Analytics on AWS."""
