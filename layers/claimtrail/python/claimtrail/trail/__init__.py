"""The audit trail: rows, the digest chain, and its verification."""
