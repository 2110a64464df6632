"""Pages about who has access: reviews, openings of restricted claims, people and accounts."""
