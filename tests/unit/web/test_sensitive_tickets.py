"""Payment plans and charity care: no byte reaches whose job they are not, by any way out."""

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.tickets.model import Ticket
from claimtrail.tickets.sensitivity import TOPICS
from tests.harness.claims.claim_events import CLAIM_ID
from tests.harness.exports.page_exports import write_exports
from tests.harness.web.claim_stores import seeded
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

pytestmark = pytest.mark.capability("T6.2")

ACCOUNTS, BILLING = "queue:patient-accounts", "queue:claims-follow-up"
CANARY = "HARDSHIP-CANARY"
REFUSED = (
    JobRole.BILLER,
    JobRole.SUPPORT_1,
    JobRole.SUPPORT_2,
    JobRole.SUPPORT_3,
    JobRole.PAYER_LIAISON,
    JobRole.CLINICIAN,
    JobRole.FINANCE,
    JobRole.OPERATOR,
)
WAYS = (
    "/work?rows=500",
    "/work.json?rows=500",
    f"/claims/{CLAIM_ID}",
    f"/claims/{CLAIM_ID}.json",
    "/search?q={ticket}",
    "/tickets?rows=500",
    "/tickets.json?rows=500",
    "/tickets/board",
    "/tickets/{ticket}",
    "/api/v1/work",
)


@pytest.fixture
def stores() -> PageStores:
    return seeded()


@pytest.fixture(params=sorted(TOPICS))
def ticket(request: pytest.FixtureRequest, stores: PageStores) -> Ticket:
    """A ticket of the seeded claim whose words must not be seen."""
    [known] = stores.tickets.list_open(limit=2)
    sensitive = known.model_copy(
        update={
            "version": known.version + 1,
            "category": f"{request.param}/hardship",
            "taxonomy_version": 2,
            "title": CANARY,
            "reason": CANARY,
            "next_action": CANARY,
            "description": CANARY,
            "assigned_to": BILLING,
            "cause": None,
        }
    )
    stores.tickets.save(sensitive)
    return sensitive


@pytest.mark.parametrize("role", REFUSED)
def test_whose_job_it_is_not_gets_no_byte_of_it(
    stores: PageStores, ticket: Ticket, role: JobRole
) -> None:
    person = WebClient(stores, (role,), queues=(BILLING,))

    for way in WAYS:
        answer = person.get(way.format(ticket=ticket.ticket_id))
        assert CANARY not in answer.body, way
        assert "Location" not in answer.headers, way
    changed = person.change(f"/api/v1/work/{ticket.ticket_id}/note", {"note": "seen it"})
    assert changed.status in {403, 404}
    assert stores.tickets.get(ticket.ticket_id) == ticket


@pytest.mark.parametrize(
    ("role", "queues"),
    [(JobRole.MANAGER, ()), (JobRole.BILLER, (ACCOUNTS,)), (JobRole.AUDITOR, ())],
)
@pytest.mark.usefixtures("ticket")
def test_whose_job_it_is_sees_it(
    stores: PageStores, role: JobRole, queues: tuple[str, ...]
) -> None:
    person = WebClient(stores, (role,), queues=queues)

    assert CANARY in person.get("/work.json?rows=500").body


@pytest.mark.parametrize(("queue", "is_seen"), [(ACCOUNTS, True), (BILLING, False)])
@pytest.mark.usefixtures("ticket")
def test_an_export_has_its_bytes_for_patient_accounts_alone(
    stores: PageStores, queue: str, *, is_seen: bool
) -> None:
    person = WebClient(stores, (JobRole.BILLER,), queues=(queue,))
    person.post("/exports", list="work", view="", format="csv", column=["work_id", "next_action"])
    write_exports(stores)

    exported = b"".join(stores.export_files.files.values())

    assert exported
    assert (CANARY.encode() in exported) is is_seen
