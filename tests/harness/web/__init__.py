"""Pages over the twins: a client that signs in as a role."""
