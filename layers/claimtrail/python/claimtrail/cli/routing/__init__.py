"""Commands of the rules of routing and of the desk."""
