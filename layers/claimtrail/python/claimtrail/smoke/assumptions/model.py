"""One assumption about AWS: its source, how its failure would show, and what shows it."""

from dataclasses import dataclass

DOCUMENTATION = "https://docs.aws.amazon.com"
"""The host of every source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A behavior of AWS that the code rests on, and that the embedded cloud cannot show."""

    id: str
    service: str
    says: str
    page: str
    """The title of the page of AWS that says so."""
    path: str
    """Its path on `DOCUMENTATION`."""
    failure: str
    """The sign that AWS behaves otherwise."""
    elsewhere: str = ""
    """The place where it shows, when no hop of the smoke test can show it."""
