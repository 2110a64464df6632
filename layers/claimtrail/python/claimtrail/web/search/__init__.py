"""Search from anywhere: by number, name, date, amount or id."""
