"""Development tools: rendered docs and the guide builder. No layer holds them."""
