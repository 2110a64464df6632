"""The index of recent accesses: by day and by what was looked at, for pages that answer at once."""
