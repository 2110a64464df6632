"""Claims and a refused file on which people of each role work in their day at the pages."""

from dataclasses import dataclass
from datetime import timedelta

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.kernel.clock import utc_now
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import BILLING_ID, PAYER_ID, OwnClaim
from tests.harness.stage.deployed import Deployed

_SENT = utc_now().date() - timedelta(days=30)
_DECIDED_AFTER = 20

DENIED = OwnClaim(190, _SENT, charge="98000")
"""Denied for timely filing, and worth more than any other work of the stage."""
TO_DO = "Appeal with proof that the claim was sent in time"
"""The next action on its row; a task to ask the payer about it has a row and words of its own."""
APPEALED = OwnClaim(191, _SENT)
"""Denied; the biller records an appeal."""
WRITTEN_OFF = OwnClaim(192, _SENT, charge="640")
"""Denied; somebody asks to write off more than one person may."""
PENDED = OwnClaim(193, _SENT, charge="733")
"""The payer waits for documents."""
PAID = OwnClaim(194, _SENT, charge="412")
WAITING = OwnClaim(196, _SENT, charge="555")
"""The payer's acceptance of it was refused: its set says a wrong number of segments."""
RESTRICTED = OwnClaim(197, _SENT, charge="287")
"""Submitted; it is closed beyond roles, and opened for a reason."""
REFUSED_NAME = "days-196-277ca.x12"
REFUSED = WAITING.acceptance().replace(b"SE*26*", b"SE*25*")

_SECONDS = 240
"""The first files of a stage may be these: every function starts cold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClaims:
    """The claims as they stand before anybody works on them, and the refused file."""

    denied: Claim
    appealed: Claim
    written_off: Claim
    pended: Claim
    paid: Claim
    waiting: Claim
    restricted: Claim
    refused: FileReceipt
    incident_id: str
    """The incident that the refused file belongs to."""


def drop_day_claims(deployed: Deployed) -> DayClaims:
    """Drop the files, and wait until each claim stands where its people look for it."""
    claims = (DENIED, APPEALED, WRITTEN_OFF, PENDED, PAID, WAITING, RESTRICTED)
    for one in claims:
        deployed.put(f"{BILLING_ID}/days-{one.serial}-837.x12", one.submission())
    for one in claims:
        deployed.await_state(one.number, State.SUBMITTED, within=_SECONDS)
    answers = {
        **{one: one.denial(days_after=_DECIDED_AFTER) for one in (DENIED, APPEALED, WRITTEN_OFF)},
        PENDED: PENDED.request(),
        PAID: PAID.remittance(days_after=_DECIDED_AFTER),
    }
    for one, content in answers.items():
        deployed.put(f"{PAYER_ID}/days-{one.serial}-answer.x12", content)
    deployed.put(f"{PAYER_ID}/{REFUSED_NAME}", REFUSED)
    refused = deployed.settled_receipt(REFUSED, PAYER_ID, within=_SECONDS)
    found = DayClaims(
        denied=deployed.await_state(DENIED.number, State.DENIED, within=_SECONDS),
        appealed=deployed.await_state(APPEALED.number, State.DENIED, within=_SECONDS),
        written_off=deployed.await_state(WRITTEN_OFF.number, State.DENIED, within=_SECONDS),
        pended=deployed.await_state(PENDED.number, State.PENDED_PROVIDER_INFO, within=_SECONDS),
        paid=deployed.await_state(PAID.number, State.PAID, within=_SECONDS),
        waiting=deployed.await_state(WAITING.number, State.SUBMITTED),
        restricted=deployed.await_state(RESTRICTED.number, State.SUBMITTED),
        refused=refused,
        incident_id=eventually(lambda: _incident_of(deployed, refused), _SECONDS, every=0.5),
    )
    worked_on = {found.denied.claim_id, found.appealed.claim_id, found.written_off.claim_id}
    eventually(lambda: worked_on <= _with_tickets(deployed), _SECONDS, every=0.5)
    return found


def _with_tickets(deployed: Deployed) -> set[str]:
    """Return the claims of the payer that have an open ticket."""
    return {row["claim_id"] for row in deployed.claimtrail("tickets", "--payer", PAYER_ID)}


def _incident_of(deployed: Deployed, refused: FileReceipt) -> str | None:
    """Return the incident of the payer's sets that were refused for the same reason."""
    codes = {one.code for one in refused.findings}
    rows = deployed.claimtrail("incidents")
    found = (row for row in rows if row["party"] == PAYER_ID and row["code"] in codes)
    return next((row["incident_id"] for row in found), None)
