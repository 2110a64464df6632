"""Access: a person and things to decide about, and the table in the language of an oracle."""
