"""The fold of a claim's events: pure, the same for every order and repetition."""
