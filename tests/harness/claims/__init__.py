"""Events and facts of claims, and their projection in memory."""
