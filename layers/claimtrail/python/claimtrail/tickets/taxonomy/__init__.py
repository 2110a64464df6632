"""Categories of tickets as versioned data: their areas, defaults, metadata and ways between."""
