"""The page of one claim: where it stands, how it came there, and each figure's evidence."""
