"""Facts that sources state about claims, payments, encounters and patients."""
