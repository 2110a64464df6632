"""The demo's desk: what fictitious people did with tickets during the month, and how it stands."""
