"""Access: sign-in, sessions, restrictions and reviews on a stage."""
