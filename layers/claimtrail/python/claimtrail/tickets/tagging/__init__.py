"""Tags by rule: versioned data over texts, codes, events and log lines of tickets."""
