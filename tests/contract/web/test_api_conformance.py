"""The API against its own description: schemathesis makes requests, good and bad, and checks."""

import re
from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any, cast

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from claimtrail.access.rate_limits import RateLimit
from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.model import SignInLimits
from claimtrail.web.api.dispatch import KEY_HEADER, KEY_PATTERN
from claimtrail.web.api.openapi import openapi_document
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.security import COOKIE
from tests.harness.access.sign_in import SignInBench, settings_of
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.web.api_stores import open_incident
from tests.harness.web.claim_stores import seeded
from tests.harness.web.client import WebClient
from tests.harness.web.loopback import served
from tests.harness.web.page_stores import PageStores

pytestmark = [pytest.mark.capability("C1.6"), pytest.mark.capability("T2.2")]

EXAMPLES = 3
"""Requests that are made of each operation at random, beside those for each keyword of a schema."""
ROLES = (JobRole.AUDITOR, JobRole.MANAGER, JobRole.SUPPORT_2, JobRole.SUPPORT_3)
"""Together they reach every address."""
JUDGED = (
    "POST /api/v1/work/{ticket_id}/assign",
    "POST /api/v1/claims/{claim_id}/record-status",
    "POST /api/v1/tickets",
    *(
        f"POST /api/v1/tickets/{{ticket_id}}/{change}"
        for change in ("start", "hold", "resume", "resolve", "reopen", "cancel")
    ),
)
"""Changes with a field whose form is right and whose value may be wrong: a queue that the stage has
not, a day that is still to come, a category, a status that does not take the change."""
ALIKE = (
    "GET /api/v1/tickets",
    "POST /api/v1/incidents/{incident_id}/resolve",
    *(
        f"POST /api/v1/tickets/{{ticket_id}}/{change}"
        for change in ("start", "resolve", "reopen", "cancel")
    ),
)
"""Operations of the form of another one: random requests alone, none for each keyword again."""
_ALIKE = {"phases": {"coverage": {"enabled": False}}}
_JUDGED = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "403", "404", "409", "422", "429"]}
}
_KEYS = count(1)
NO_LIMIT = SignInLimits(per_caller=RateLimit(a_minute=60_000, burst=60_000))


@pytest.fixture(autouse=True)
def keys() -> Iterator[None]:
    """Have a new idempotency key for each request."""
    schemathesis.hook("before_call")(_new_key)
    yield
    schemathesis.hooks.unregister(_new_key)


@pytest.fixture
def stores() -> PageStores:
    made = seeded()
    made.sign_in = SignInBench(clock=made.watch, settings=settings_of(NO_LIMIT))
    return made


def described(stores: PageStores, ids: dict[str, str]) -> dict[str, Any]:
    """Return the description with ids that there are, and with the values of the stage."""
    document = openapi_document(cast("PageRequest", SimpleNamespace(stores=stores.stores)))
    for path in document["paths"].values():
        for operation in path.values():
            for one in operation.get("parameters", ()):
                if one["name"] in ids:
                    one["example"] = ids[one["name"]]
    return document


def _new_key(context: Any, case: Any, kwargs: Any) -> None:
    """Give each request a key of its own: one of another request is refused, as it should be."""
    del context, kwargs
    if re.fullmatch(KEY_PATTERN, (case.headers or {}).get(KEY_HEADER) or ""):
        case.headers[KEY_HEADER] = f"key-{next(_KEYS)}"


def findings(document: dict[str, Any], address: str, person: WebClient) -> list[str]:
    """Return what schemathesis finds wrong."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "base-url": address,
            "headers": {"Cookie": f"{COOKIE}={person.token}", "X-Form-Token": person.form_token},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True},
            "phases": {"stateful": {"enabled": False}},
            "operations": [
                {
                    "include-name": name,
                    **({"checks": _JUDGED} if name in JUDGED else {}),
                    **(_ALIKE if name in ALIKE else {}),
                }
                for name in dict.fromkeys((*JUDGED, *ALIKE))
            ],
        }
    )
    found: list[str] = []
    requests = 0
    schema = schemathesis.openapi.from_dict(document, config=config)
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.append(str(event.info))
        if isinstance(event, events.ScenarioFinished):
            requests += len(event.recorder.interactions)
            found += [
                f"{event.recorder.label}: {check.name}: {check.failure_info.failure.message} "
                f"{check.failure_info.code_sample}"
                for checks in event.recorder.checks.values()
                for check in checks
                if check.failure_info
            ]
    assert requests > EXAMPLES * len(document["paths"])
    return found


def test_the_api_answers_as_its_description_says(stores: PageStores) -> None:
    person = WebClient(stores, ROLES)
    [ticket] = stores.tickets.list_open(limit=1)
    ids = {
        "claim_id": CLAIM_ID,
        "ticket_id": ticket.ticket_id,
        "incident_id": open_incident(stores).incident_id,
    }

    with served(person.app) as address:
        found = findings(described(stores, ids), address, person)

    assert not found, "\n".join(found)
