"""What every noun stands on: money, time, identifiers, bus events, errors, names."""
