"""Code sets with effective dates: carc, claim status, adjustment groups and the like."""
