"""Declarations of the nouns, collected: event types, log events, outputs, indexes, retention.

One module a kind, so that a function imports only the kind that it needs. A test walks the package
and refuses a declaration that is not collected here.
"""
