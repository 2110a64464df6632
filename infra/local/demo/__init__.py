"""`claimtrail demo`: a month of payers' files through the deployed stacks, and what became of it.

`command` is the command; `month` says what is played, `play` plays it and waits, `claims`, `trail`
and `lake` show what came of it, and `page` draws it.
"""
