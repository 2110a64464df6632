"""Trading partners: what each offers, how it names itself, and the terms that its clocks follow."""
