"""Identity providers as they are watched, and how one stands."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from pydantic import TypeAdapter

from claimtrail.kernel.frozen_model import FrozenModel

MARKS = (60, 30, 7, 1)
"""Days before the end of a certificate at which somebody is notified: time to ask the
organization's own administrators, who change it."""
PAGED = 7
"""From this mark on somebody is called: after the end nobody signs in."""
_HELD_DAYS = 2
"""Days for which a mark counts, so that one run that fails leaves none out."""


class WatchedProvider(FrozenModel):
    """An identity provider, without anything secret."""

    kind: Literal["oidc", "saml"]
    name: str
    issuer: str = ""
    """OIDC: the issuer, whose discovery document has the endpoints."""
    metadata_url: str = ""
    """SAML: the address of the metadata; empty where the stage has the metadata themselves."""
    certificates_end_at: tuple[datetime, ...] = ()
    """SAML: the ends of the signing certificates in the stage's own metadata."""


class ProviderStanding(FrozenModel):
    """The outcome of looking at one provider."""

    name: str
    problem: str = ""
    """A code of `ProviderProblem`; empty where it answers as it should."""
    certificate_days: int | None = None
    """Days until the last of the signing certificates ends; None where there is none to see."""

    @property
    def mark(self) -> int | None:
        """Return the mark that counts today; None between two marks."""
        return None if self.certificate_days is None else mark_of(self.certificate_days)


def mark_of(days: int) -> int | None:
    """Return the mark of so many days before the end; the last one holds after it, too."""
    if days <= MARKS[-1]:
        return MARKS[-1]
    return next((mark for mark in MARKS if mark - _HELD_DAYS < days <= mark), None)


def days_until(end: datetime, now: datetime) -> int:
    """Return the days until an instant, begun ones as whole; none or less once it is past."""
    return -((now - end) // timedelta(days=1))


_PROVIDERS = TypeAdapter(tuple[WatchedProvider, ...])


def dump_providers(providers: Iterable[WatchedProvider]) -> str:
    """Return providers as JSON text, as a function is given them."""
    return _PROVIDERS.dump_json(tuple(providers), exclude_defaults=True).decode()


def load_providers(text: str) -> tuple[WatchedProvider, ...]:
    """Return the providers of a JSON text."""
    return _PROVIDERS.validate_json(text)
