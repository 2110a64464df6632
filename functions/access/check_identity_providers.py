"""On a schedule: looks at each identity provider, and at the ends of their certificates.

It changes nothing, so that runs may overlap. A line names a provider as the stage does.
"""

from typing import Any

from claimtrail.access.provider_watch.log_events import ProviderLogEvent
from claimtrail.access.provider_watch.model import PAGED, ProviderStanding, load_providers
from claimtrail.aws.core.account import environment
from claimtrail.aws.core.telemetry.logs import note
from claimtrail.aws.core.telemetry.observed import observed
from claimtrail.bootstrap.access.identity_providers import provider_watch


class Environment(environment.Environment):
    """The providers of the stage."""

    identity_providers: environment.Name
    """As JSON text, without anything secret."""


@observed()
def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Look at each provider; return how many there are, and how many stand wrong."""
    given = Environment.from_env()
    standings = tuple(provider_watch().standings(load_providers(given.identity_providers)))
    for one in standings:
        _note(one)
    counts = {"providers": len(standings), "problems": sum(bool(one.problem) for one in standings)}
    note(ProviderLogEvent.PROVIDERS_CHECKED, **counts)
    return counts


def _note(one: ProviderStanding) -> None:
    if one.problem:
        note(ProviderLogEvent.PROVIDER_UNREACHABLE, provider=one.name, problem=one.problem)
    if one.mark is not None:
        event = (
            ProviderLogEvent.CERTIFICATE_ENDING
            if one.mark <= PAGED
            else ProviderLogEvent.CERTIFICATE_EXPIRING
        )
        note(event, provider=one.name, days=one.certificate_days)
