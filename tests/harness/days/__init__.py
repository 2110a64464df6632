"""A role's day at the pages: a person in a browser, and claims to work on."""
