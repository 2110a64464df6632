"""Masking: text without what identifies a patient, by the Safe Harbor list of 45 CFR 164.514(b)."""
