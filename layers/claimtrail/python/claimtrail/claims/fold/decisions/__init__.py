"""The words of people about a claim: matches, held evidence, and what they saw at the payer."""
