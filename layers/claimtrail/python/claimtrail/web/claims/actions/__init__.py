"""Actions of people on a claim: forms of its page, and the use cases that commands call too."""
