"""The remittances of one claim: what counts, what decides again, what a reversal takes back."""
