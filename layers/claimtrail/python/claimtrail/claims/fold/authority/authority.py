"""Authority over a claim: the sources whose records may move it, out of the claim's facts alone.

A record moves a claim only if its source has authority: the biller that owns the claim, a payer of
the claim, an acknowledgment of the file that carried it, or a person. `event.payer_id` is the payer
for which the record was delivered, as intake established it; names within a record never count.
Whatever comes without authority is kept and held (`OTHER_PAYER`, `OTHER_BILLER`). Every rule is a
function of the set of facts, so evidence heals when authority comes, in any order. The rules in
words are those of `grounds.py`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.facts.kinds import EventKind
from claimtrail.claims.facts.payer_numbers import UNLISTED_PAYER
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.same_patient import Likeness, compare_patients
from claimtrail.claims.facts.statuses import FrontEndStatus, StatusReported
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.claims.fold.decisions.evidence_decisions import Decisions, decisions_among
from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.claims.lifecycle.remittances import REVERSAL_STATUS

FORWARDING_STATUSES = frozenset({"19", "20", "21", "23"})
"""CLP02 by which a payer forwards the claim to the next one."""
LATER_STATUSES = frozenset({"2", "3", "20", "21", REVERSAL_STATUS})
"""CLP02 of a payer behind the first one, or of a reversal."""
_FORWARDED = "F3F"
"""Claim status category: finalized, and forwarded."""


BY_ROSTER = frozenset(
    {
        EventKind.INTERCHANGE_ACKNOWLEDGED,
        EventKind.SET_ACKNOWLEDGED,
        EventKind.MESSAGE_ACKNOWLEDGED,
        EventKind.BATCH_STATUS,
    }
)
"""Kinds of facts that reach a claim through the roster of a file that carried it."""
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The sources that may speak of one claim."""

    owner_id: str
    """The billing partner; empty before the claim's submission."""
    payer_ids: tuple[str, ...] = ()
    """The payer of the first submission first; then in order of the facts."""
    submissions: tuple[ClaimEvent, ...] = ()
    """Those with authority, in the order of the events."""
    is_forwarded: bool = False
    """True if a payer with authority forwarded the claim and named no carrier."""
    decisions: Decisions = field(default_factory=Decisions)
    matched: Collection[str] = _NOBODY
    """Events that a person matched to the claim."""
    refused_files: frozenset[str] = frozenset()
    """Files that carried submissions of the claim, none of them with authority."""
    is_contested: bool = False
    """True if several billing partners submitted the claim: a person may reject the owner's too."""
    sent_by_charge: Mapping[int, tuple[Submitted, ...]] = field(default_factory=dict)
    """The submissions with authority by charge in cents, once for each patient."""

    @property
    def is_known(self) -> bool:
        """Return whether the claim's submission has come.

        Until then nobody's authority can be judged.
        """
        return bool(self.submissions)

    @property
    def is_undecided(self) -> bool:
        """Return whether no person decided about any of the claim's evidence."""
        return not self.decisions.by_subject

    def speaks(self, event: ClaimEvent) -> bool:
        """Tell whether an event counts: it has authority, and no person rejected it."""
        return self.objection(event) is None and not self.is_rejected(event)

    def of(self, events: Iterable[ClaimEvent]) -> list[ClaimEvent]:
        """Return the events that count, in their order."""
        return [event for event in events if self.speaks(event)]

    def is_rejected(self, event: ClaimEvent) -> bool:
        """Tell whether a person rejected this event, or its source, which has no authority."""
        if self.is_undecided:
            return False
        if self.decisions.rejects_event(event):
            return True
        return self.decisions.rejects_source(event) and self.objection_by_facts(event) is not None

    def objection(self, event: ClaimEvent) -> HoldReason | None:
        """Return the reason to hold an event; None for one with authority."""
        is_accepted = not self.is_undecided and self.decisions.accepts(event)
        if is_accepted or event.event_id in self.matched:
            return None
        return self.objection_by_facts(event)

    def objection_by_facts(self, event: ClaimEvent) -> HoldReason | None:
        """Return the reason to hold an event, whatever people decided about it."""
        if isinstance(event.fact, Submitted):
            is_owners = event.source.partner_id == self.owner_id
            is_own = is_owners and not is_of_other_submitter(event)
            return None if is_own else HoldReason.OTHER_BILLER
        if event.source.channel == "person":
            return None
        if event.kind in BY_ROSTER:
            is_refused = event.answers_file_id in self.refused_files
            return HoldReason.OTHER_BILLER if is_refused else None
        if not self.is_known or self._is_payers(event):
            return None
        return HoldReason.OTHER_PAYER

    def _is_payers(self, event: ClaimEvent) -> bool:
        if event.payer_id in self.payer_ids:
            return True
        fact = event.fact
        if isinstance(fact, FrontEndStatus) and fact.from_clearinghouse:
            return not set(self.payer_ids).isdisjoint(fact.clearinghouse_payer_ids)
        return self.is_forwarded and _agrees(fact, self.sent_by_charge)


def authority_of(events: Sequence[ClaimEvent], matched: Collection[str] = _NOBODY) -> Authority:
    """Return the authority over the claim that these events are of.

    `matched` are events that a person found to mean the claim. The order of the events plays no
    part but for the order of what is listed.
    """
    is_decided = any(event.kind is EventKind.EVIDENCE_DECIDED for event in events)
    decisions = decisions_among(events) if is_decided else Decisions()
    sent = [event for event in events if isinstance(event.fact, Submitted)]
    sole = Authority(owner_id=_owner(sent, decisions), decisions=decisions, matched=matched)
    submissions = tuple(sole.of(sent))
    payers, is_forwarded = _payers(submissions, _forwardings(events, decisions), decisions, matched)
    carried = {event.source.file_id for event in submissions}
    return Authority(
        owner_id=sole.owner_id,
        payer_ids=payers,
        submissions=submissions,
        is_forwarded=is_forwarded,
        decisions=decisions,
        matched=matched,
        refused_files=frozenset({event.source.file_id for event in sent} - carried),
        is_contested=len({event.source.partner_id for event in sent}) > 1,
        sent_by_charge=_by_charge(submissions),
    )


def own_submissions(events: Iterable[ClaimEvent]) -> list[ClaimEvent]:
    """Return the submissions with authority among the events of one claim."""
    return list(authority_of_submissions(list(events)).submissions)


def authority_of_submissions(events: Sequence[ClaimEvent]) -> Authority:
    """Return the authority as far as submissions and decisions give it: cheaper, without payers."""
    kinds = {EventKind.SUBMITTED, EventKind.EVIDENCE_DECIDED}
    return authority_of([event for event in events if event.kind in kinds])


def is_of_other_submitter(event: ClaimEvent) -> bool:
    """Tell whether a submission names a submitter that another partner's profile lists."""
    owner = getattr(event.fact, "submitter_owner_id", "")
    return owner not in {"", event.source.partner_id}


def _owner(sent: Sequence[ClaimEvent], decisions: Decisions) -> str:
    """Return the partner whose submission was received first, of those that nobody rejected.

    By when the file reached us, then by id: days that a file states could be made up.
    """
    own = [event for event in sent if not is_of_other_submitter(event)]
    accepted: list[ClaimEvent] = []
    if decisions.by_subject:
        own = [
            event
            for event in own
            if not decisions.rejects_event(event) and not decisions.rejects_source(event)
        ]
        accepted = [event for event in sent if decisions.accepts(event)]
    first = min(own or accepted, key=_received, default=None)
    return first.source.partner_id if first else ""


def _received(event: ClaimEvent) -> tuple[object, str]:
    return event.source.received_at, event.event_id


def _forwardings(events: Iterable[ClaimEvent], decisions: Decisions) -> list[ClaimEvent]:
    found = [event for event in events if _forwards(event)]
    return [event for event in found if not decisions.rejects_event(event)]


def _payers(
    submissions: Iterable[ClaimEvent],
    forwardings: Iterable[ClaimEvent],
    decisions: Decisions,
    matched: Collection[str],
) -> tuple[tuple[str, ...], bool]:
    """Return the payers of the claim, and whether one forwarded it and named no carrier.

    Each forwarding is looked at once, when its payer turns out to have authority.
    """
    by_payer: dict[str, list[ClaimEvent]] = {}
    left = [payer for event in submissions for payer in _named_payers(event)]
    if not left:
        return (), False
    for event in forwardings:
        by_payer.setdefault(event.payer_id, []).append(event)
        if decisions.accepts(event) or event.event_id in matched:
            left += _carriers(event)
    payers: dict[str, None] = {}
    while left:
        payer = left.pop(0)
        if payer in payers or payer == UNLISTED_PAYER:
            continue
        payers[payer] = None
        left += [carrier for event in by_payer.get(payer, ()) for carrier in _carriers(event)]
    is_open = any(
        _names_no_carrier(event)
        and (payer in payers or decisions.accepts(event) or event.event_id in matched)
        for payer, found in by_payer.items()
        for event in found
    )
    return tuple(payers), is_open


def _named_payers(event: ClaimEvent) -> tuple[str, ...]:
    fact = event.fact
    others = fact.other_payer_ids if isinstance(fact, Submitted) else ()
    return (event.payer_id, *others)


def _forwards(event: ClaimEvent) -> bool:
    fact = event.fact
    if isinstance(fact, Remitted):
        return fact.status_code in FORWARDING_STATUSES
    return isinstance(fact, StatusReported) and any(
        code.category_code == _FORWARDED for status in fact.statuses for code in status.codes
    )


def _carriers(event: ClaimEvent) -> tuple[str, ...]:
    carrier: str = getattr(event.fact, "crossover_payer_id", "")
    return (carrier,) if carrier else ()


def _names_no_carrier(event: ClaimEvent) -> bool:
    """Return whether a forwarding names no carrier; one without a profile counts as named."""
    named = (
        getattr(event.fact, "crossover_payer_id", ""),
        getattr(event.fact, "crossover_carrier", ""),
    )
    return not any(named)


def _by_charge(submissions: Iterable[ClaimEvent]) -> dict[int, tuple[Submitted, ...]]:
    found: dict[int, dict[object, Submitted]] = {}
    for event in submissions:
        if isinstance(event.fact, Submitted):
            patients = found.setdefault(event.fact.total_charge_cents, {})
            patients.setdefault((event.fact.patient, event.fact.subscriber), event.fact)
    return {charge: tuple(patients.values()) for charge, patients in found.items()}


def _agrees(fact: object, sent: Mapping[int, tuple[Submitted, ...]]) -> bool:
    """Tell whether a later payer's remittance is of a submission's patient and charge."""
    if not isinstance(fact, Remitted) or fact.status_code not in LATER_STATUSES:
        return False
    same = sent.get(abs(fact.charge_cents), ())
    return any(compare_patients(fact.patient, one) is Likeness.SAME for one in same)
