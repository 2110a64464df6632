"""HL7 v2 messages, as far as payers and clearinghouses acknowledge submissions with them."""
