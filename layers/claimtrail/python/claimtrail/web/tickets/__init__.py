"""Tickets on the pages: their list and board, one ticket with its clocks, what is done to it."""
