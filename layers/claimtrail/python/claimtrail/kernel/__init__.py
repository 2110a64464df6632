"""The ground floor of every noun: money, time, identifiers, bus events, errors, names."""
