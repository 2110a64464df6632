"""The pages with something on each of them, over twins, for browsers: a site for each state."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from claimtrail.access.people.last_use import LastUse
from claimtrail.access.resources import Resource
from claimtrail.access.reviews.model import UseCount
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import EVERYWHERE, AccessRestriction, AccessTarget, Principal
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.incidents.causes import TRANSACTION_REJECTED, Cause
from claimtrail.incidents.model import next_version, opened
from claimtrail.partners.profile import Partners
from claimtrail.trail.access_log import Purpose
from claimtrail.trail.holding.holds import HeldObject, Hold, HoldPhase
from claimtrail.web.app import WebApp
from tests.harness.access.use_cases import listed
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    PAYER,
    about,
    accepted_claim,
    day,
    remitted,
    submitted,
)
from tests.harness.claims.projecting import take
from tests.harness.exports.page_exports import write_exports
from tests.harness.files.own_claims import OwnClaim
from tests.harness.files.trial_files import changed, trial_file
from tests.harness.intake.intake_fixture import NOW, IntakeFixture
from tests.harness.pipelines.pipeline import Pipeline, run_in_order
from tests.harness.tickets.vendor_work import vendor_work
from tests.harness.web.claim_stores import seeded
from tests.harness.web.client import WebClient
from tests.harness.web.desk_tickets import a_desk
from tests.harness.web.loopback import served
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores
from tests.harness.web.sealed_days import write_sealed_days
from tests.twins.access import MemoryAccessUses
from tests.twins.claims import MemoryClaimStore

QUEUES = ("queue:claims-follow-up", "queue:denials", "queue:managers")
_AT = datetime(2026, 11, 8, 9, 0, tzinfo=UTC)
_CAUSE = Cause(kind=TRANSACTION_REJECTED, code="X12_SEGMENT_MISSING", party="cedar-medicare")


_SUBMITTED = NOW.date() - timedelta(days=30)
DENIED = OwnClaim(1, submitted_on=_SUBMITTED)
"""The denied claim among the files of `received`."""


@dataclass(frozen=True, slots=True)
class Site:
    """Pages that a browser reaches, and the twins behind them."""

    stores: PageStores
    address: str

    def client(self, role: JobRole, *, purpose: Purpose = Purpose.PAYMENT) -> WebClient:
        """Return a person of a role, signed in."""
        return WebClient(self.stores, (role,), queues=QUEUES, purpose=purpose)


@contextmanager
def site_of(stores: PageStores) -> Iterator[Site]:
    """Serve the pages over these stores."""
    with served(WebApp(stores.stores)) as address:
        yield Site(stores, address)


def month() -> PageStores:
    """A month of files, with work for people, an incident, an export and a saved view."""
    stores = PageStores()
    open_tickets(stores)
    stores.count()
    assert stores.incidents.save(
        next_version(opened(_CAUSE, at=_AT).model_copy(update={"version": 0}))
    )
    biller = WebClient(stores, (JobRole.BILLER,))
    columns = ["claim_id", "state", "charged"]
    biller.post(
        "/exports", list="claims", view="state=PAID", format="csv", banner="yes", column=columns
    )
    biller.post("/views", listing="claims", query="state=DENIED", name="Denied claims")
    write_exports(stores)
    return stores


def desk() -> PageStores:
    """The month with the tickets of a desk: held, late, joint, of many claims, resolved."""
    stores = PageStores()
    open_tickets(stores)
    a_desk(stores)
    return stores


def with_vendor() -> PageStores:
    """The desk, a ticket of which a vendor has, with letters, files in each state, and rules."""
    stores = desk()
    vendor_work(stores)
    return stores


def one_claim() -> PageStores:
    """One claim with everything that a page of a claim shows."""
    return seeded()


def restricted() -> PageStores:
    """One claim that a manager closed beyond roles."""
    stores = seeded()
    everywhere = frozenset({EVERYWHERE})
    manager = Principal(
        id="mia", roles=frozenset({JobRole.MANAGER}), facilities=everywhere, payers=everywhere
    )
    stores.restrictions.set(
        AccessTarget(resource=Resource.CLAIM, payer=PAYER),
        CLAIM_ID,
        by=manager,
        kind=AccessRestriction.VIP,
        why="a board member of the hospital",
    )
    return stores


def under_review() -> PageStores:
    """A review of access that is late, an opening of a restricted claim, and accounts of nobody."""
    stores = restricted()
    people = (listed("dana"), listed("lee", "finance"), listed("sam", "manager", manager=""))
    stores.directory.known = {one.person_id: one for one in people}
    opener = WebClient(stores, (JobRole.MANAGER,), person_id="sam")
    opener.post(
        f"/claims/{CLAIM_ID}/break-glass",
        reason="payer_asks",
        words="the payer is on the line about the appeal",
    )
    opener.get(f"/claims/{CLAIM_ID}")
    stores.reviews.open_due()
    uses = {"sam": {"claim.read": UseCount(count=120, last_on=stores.today())}}
    stores.reviews.count_uses(MemoryAccessUses(uses))
    stores.watch.move(timedelta(days=20))
    stores.reviews.follow_up()
    return stores


def reviewed() -> PageStores:
    """An accepted claim with a remittance that is held back as faulty."""
    faulty = about(remitted(9, 80, "CO-45:20"), faults=("INTAKE_PAID_IN_FUTURE",))
    return _of_events(accepted_claim(), [faulty])


def doubtful() -> PageStores:
    """A remittance under a number of nobody's, which could mean either of two claims."""
    return _of_events(
        *([_near(submitted(1, claim_id=f"clm_{one}"))] for one in ("ours", "other")),
        [_near(remitted(16, 80, "CO-45:20", claim_id="clm_strange"), service_from=day(1))],
    )


def without_claim() -> PageStores:
    """The same, and a remittance under a number of nobody's that no claim of ours fits."""
    return _of_events(
        *([_near(submitted(1, claim_id=f"clm_{one}"))] for one in ("ours", "other")),
        [_near(remitted(16, 80, "CO-45:20", claim_id="clm_strange"), service_from=day(1))],
        [remitted(17, 30, "CO-45:70", claim_id="clm_nobody")],
    )


def _near(event: ClaimEvent, **fact: Any) -> ClaimEvent:
    """Return an event that may mean what another one with the same patient and charge means."""
    said = event.fact.model_copy(update=fact)
    return event.model_copy(update={"match_keys": ("near:a",), "fact": said})


def received() -> PageStores:
    """Files of three claims, one of which is denied, and a remittance with a wrong count."""
    pipeline = Pipeline()
    claims = {serial: OwnClaim(serial, submitted_on=_SUBMITTED) for serial in (1, 2, 3)}
    wrong = changed("rfi227-2.835", ("SE*17*0001", "SE*16*0001"))
    contents = {
        **{f"{serial}.837": claim.submission() for serial, claim in claims.items()},
        **{f"{serial}.277ca": claim.acceptance() for serial, claim in claims.items()},
        f"{DENIED.serial}.835": DENIED.denial(),
        "2.835": claims[2].remittance(days_after=20),
    }
    own = [trial_file(name, content) for name, content in contents.items()]
    run_in_order(pipeline, [*own, trial_file("rfi227-1.837"), wrong])
    stores = PageStores(intake=pipeline.intake)
    stores.watch.now = NOW
    open_tickets(stores)
    stores.count()
    return stores


def evidence() -> PageStores:
    """A claim that people looked at and that is held, beside a sealed trail, one day verified."""
    stores = seeded()
    today = write_sealed_days(stores)[-1]
    auditor = WebClient(stores, (JobRole.AUDITOR,), person_id="al", purpose=Purpose.LEGAL)
    auditor.get(f"/claims/{CLAIM_ID}")
    auditor.post(f"/trail/{today}/verify")
    hold = Hold(
        subject_id=CLAIM_ID,
        docket="7-2026",
        phase=HoldPhase.STANDING,
        reason="request of the court",
        set_by="user:al",
        set_at=stores.watch.now,
        object_count=1,
    )
    stores.holds.put(hold, previous=None)
    stores.holds.cover(hold, HeldObject(bucket="archive", key="2026/fil_1"))
    LastUse(store=stores.people_store, clock=stores.watch).signed_in(
        Principal(id="al", roles=frozenset({JobRole.AUDITOR}))
    )
    stores.record_accesses()
    return stores


def empty() -> PageStores:
    """A stage on its first day."""
    return PageStores(intake=IntakeFixture())


def _of_events(*batches: list[ClaimEvent]) -> PageStores:
    """Return the stores of a stage that speaks with the payer of these facts."""
    claims = MemoryClaimStore()
    take(claims, *batches)
    stores = PageStores(intake=IntakeFixture())
    profile = stores.stores.partners.get("cedar-medicare")
    assert profile is not None
    partners = Partners([profile.model_copy(update={"id": PAYER})])
    stores.stores = replace(stores.stores, claims=claims, partners=partners)
    return stores
