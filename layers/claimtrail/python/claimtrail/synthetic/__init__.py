"""A seeded, fictitious provider organisation and the X12 files of its payers."""
