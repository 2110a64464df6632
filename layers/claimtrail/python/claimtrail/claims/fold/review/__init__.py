"""The part of a claim that people review: exceptions, overdue evidence, references, duplicates."""
