"""The claim table's access patterns: what each is for, its key condition, and a typical call."""

import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.claims.facts.decisions import MatchDecided
from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.fold.decisions.evidence_decisions import decision_event
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.matching.model import Candidate, Match, MatchMethod, MatchVerdict
from claimtrail.claims.notes import note_on
from claimtrail.claims.projection.projection import project
from claimtrail.claims.store.changes import Change
from claimtrail.claims.store.rosters import Roster, SubmissionAcknowledgment
from claimtrail.kernel.ids import encounter_id
from tests.harness.claims import batches
from tests.harness.claims.claim_events import (
    CLAIM_ID,
    INFERRING,
    NOW,
    PAYER,
    accepted_claim,
    ack999,
    answer,
    day,
    folded,
    remitted,
    submitted,
)
from tests.harness.claims.encounter_feed import PATIENT_ID, encounter, patient
from tests.harness.claims.projecting import item_of_change

OTHER = "clm_other"


@dataclass(slots=True)
class Consumed:
    """The figures that DynamoDB reports of the requests of a call."""

    requests: int = 0
    reads: float = 0
    writes: float = 0


@contextmanager
def metered() -> Iterator[Consumed]:
    """Let every request report its capacity, indexes included, and let none be a scan."""
    consumed = Consumed()
    call = BaseClient._make_api_call

    def reporting(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        assert operation != "Scan", "an access pattern scans the table"
        answer = call(client, operation, {**parameters, "ReturnConsumedCapacity": "TOTAL"})
        reported = _listed(answer.get("ConsumedCapacity", []))
        units = sum(each["CapacityUnits"] for each in reported)
        if operation == "BatchGetItem":
            units = _batch_get_units(parameters, answer)
        consumed.requests += 1
        if "Get" in operation or operation == "Query":
            consumed.reads += units
        else:
            consumed.writes += units
        return answer

    with patch.object(BaseClient, "_make_api_call", reporting):
        yield consumed


def _batch_get_units(parameters: dict[str, Any], answer: dict[str, Any]) -> float:
    """By AWS's rule: each item of its own, by 4 KB, and at least one unit; half of that unless
    strongly consistent. What is missing is paid, too."""
    (table, wanted), *_ = parameters["RequestItems"].items()
    found = answer["Responses"].get(table, [])
    units = len(wanted["Keys"]) - len(found)
    units += sum(math.ceil(len(json.dumps(item, default=str)) / 4096) for item in found)
    return units if wanted.get("ConsistentRead") else units / 2


def _listed(reported: Any) -> list[dict[str, Any]]:
    return reported if isinstance(reported, list) else [reported]


class Prepared:
    """A table with two claims, one of them accepted, and what the calls write next."""

    def __init__(self, store: DynamoClaimStore) -> None:
        self.store = store
        store.append_events(accepted_claim())
        change = self._projected(CLAIM_ID)
        store.append_events([submitted(1, claim_id=OTHER)])
        self.other = self._projected(OTHER).claim
        store.append_roster(ROSTER)
        store.append_acknowledgment(ACKNOWLEDGMENT)
        store.append_batch_roster(batches.ROSTER)
        store.append_batch_read(batches.READ)
        store.append_batch_status(batches.refusal())
        store.save_batch_result(batches.result_of(batches.refusal()))
        store.append_match_keys(CLAIM_ID, ("pccn:a",))
        store.append_match_keys("clm_strange", ("pccn:a",), awaiting_match=True)
        store.register(patient())
        store.register(encounter())
        store.append_terms(CLAIM_ID, payer_id=PAYER, words=["pended"])
        paid = folded([*accepted_claim(), remitted(16, 80, "CO-45:20")])
        version = change.version + 1
        self.next = replace(
            change, version=version, claim=paid.model_copy(update={"version": version})
        )
        self.stored = item_of_change(change)
        self.preserved = store.preserve(self.stored)
        (review,) = store.terms_of(PAYER)
        self.review = review.decided(means="P1", by="user:x", at=NOW, why="as they said")

    def _projected(self, claim_id: str) -> Change:
        change = project(claim_id, store=self.store, policy=lambda _: INFERRING, clock=lambda: NOW)
        assert change is not None
        return change


ROSTER = Roster(
    payer_id=PAYER,
    interchange_control_number="000000001",
    group_control_number="1",
    set_control_number="0001",
    file_id="fil_837",
    offset=0,
    claim_ids=(CLAIM_ID, OTHER),
)
ACKNOWLEDGMENT = SubmissionAcknowledgment(
    payer_id=PAYER,
    interchange_control_number=None,
    group_control_number="1",
    set_control_number="0001",
    event=ack999(1, claim_id=""),
)
DECISION = decision_event(
    MatchDecided(number=1, accepted=OTHER, rejected=(), why="the payer's letter"),
    claim_id="clm_doubtful",
    payer_id=PAYER,
    by="user:anna",
    at=NOW,
    code_version="0",
)
MATCH = Match(
    claim_id="clm_strange",
    version=1,
    payer_id=PAYER,
    verdict=MatchVerdict.MATCHED,
    target=CLAIM_ID,
    rule="matching@1",
    candidates=(
        Candidate(claim_id=CLAIM_ID, method=MatchMethod.SCORE, confidence=95, features=("charge",)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One way in which the table is used."""

    method: str
    """Of DynamoClaimStore."""
    what: str
    condition: str
    """As DynamoDB is asked."""
    call: Callable[[Prepared], object]
    index: str = ""


_BY_KEY = "pk = claim#CLAIM, sk = {}"
_PREFIX = "pk = claim#CLAIM, sk begins with {}"


def _answers(name: str) -> list[ClaimEvent]:
    """A file's worth, one for each of 25 claims."""
    return [
        answer(9, "P1", file=f"{name} {number}", claim_id=f"clm_{number}") for number in range(25)
    ]


def _first_of(claim_id: str, other: Change) -> Change:
    """The first change of a claim that stands as another one."""
    claim = other.claim.model_copy(update={"version": 1, "claim_id": claim_id})
    return Change(claim_id=claim_id, version=1, before=None, claim=claim, cause_event_ids=())


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        method="append_events",
        what="25 new events of a file (asked for, then put)",
        condition="batches of keys: pk = claim#CLAIM, sk = event#ID",
        call=lambda it: it.store.append_events(_answers("file")),
    ),
    Pattern(
        method="append_events",
        what="the same 25 once more",
        condition="as above",
        call=lambda it: it.store.append_events(_answers("file")),
    ),
    Pattern(
        method="append_decision",
        what="what a person decided about a doubtful partition, unless somebody did",
        condition=_BY_KEY.format("event#ID"),
        call=lambda it: it.store.append_decision(DECISION),
    ),
    Pattern(
        method="append_new_events",
        what="25 more of a set that was found to be new",
        condition="as above, without a look-up",
        call=lambda it: it.store.append_new_events(_answers("more")),
    ),
    Pattern(
        method="append_roster",
        what="which claims a submitted set carried",
        condition="keys of set#, group# and interchange#",
        call=lambda it: it.store.append_roster(replace(ROSTER, offset=5000)),
    ),
    Pattern(
        method="append_new_roster",
        what="the same of a set that was found to be new",
        condition="as above, without a look-up",
        call=lambda it: it.store.append_new_roster(replace(ROSTER, offset=9000)),
    ),
    Pattern(
        method="append_acknowledgment",
        what="a 999 or TA1",
        condition="pk = set#…, group#… or interchange#…, sk = ack#ID",
        call=lambda it: it.store.append_acknowledgment(
            replace(ACKNOWLEDGMENT, event=ack999(2, claim_id=""))
        ),
    ),
    Pattern(
        method="append_batch_roster",
        what="which claims a set carried under its reference",
        condition="pk = batch#KEY, sk = sent#FILE#SET#OFFSET",
        call=lambda it: it.store.append_batch_roster(replace(batches.ROSTER, offset=5000)),
    ),
    Pattern(
        method="append_batch_read",
        what="a file with the batch is read to its end",
        condition="pk = batch#KEY, sk = read#FILE",
        call=lambda it: it.store.append_batch_read(replace(batches.READ, file_id="fil_other")),
    ),
    Pattern(
        method="append_batch_status",
        what="the status of a batch that decides",
        condition="pk = file#…, sk = batch#OFFSET; pk = batch#KEY, sk = status#ID",
        call=lambda it: it.store.append_batch_status(
            batches.refusal(status_id="evt_other", batch_key="batch:other")
        ),
    ),
    Pattern(
        method="batch_of",
        what="all that is known of a batch",
        condition="pk = batch#KEY",
        call=lambda it: it.store.batch_of(batches.KEY),
    ),
    Pattern(
        method="batch_statuses_of",
        what="the batch statuses that a file brought",
        condition="pk = file#…, sk begins with batch#",
        call=lambda it: it.store.batch_statuses_of("fil_other"),
    ),
    Pattern(
        method="save_batch_result",
        what="what came of a batch status",
        condition="pk = batch#KEY, sk = result#ID, older version",
        call=lambda it: it.store.save_batch_result(
            batches.result_of(batches.refusal(), batches.ROSTER)
        ),
    ),
    Pattern(
        method="list_batch_exceptions",
        what="a payer's refused batches that do not agree",
        condition="state_pk = batches#PAYER",
        index="by_state",
        call=lambda it: it.store.list_batch_exceptions(payer_id=PAYER, limit=50),
    ),
    Pattern(
        method="rosters_for",
        what="the rosters that a 999 on a set speaks of",
        condition="pk = set#…, sk begins with roster#",
        call=lambda it: list(it.store.rosters_for(ACKNOWLEDGMENT)),
    ),
    Pattern(
        method="acknowledgments_for",
        what="what was said of a roster's set, group, interchange",
        condition="pk = each of the three, sk begins with ack#",
        call=lambda it: it.store.acknowledgments_for(ROSTER),
    ),
    Pattern(
        method="recent_changes",
        what="how 2 claims stand, before their news is folded on",
        condition="batch of keys: " + _BY_KEY.format("claim"),
        call=lambda it: it.store.recent_changes([CLAIM_ID, OTHER]),
    ),
    Pattern(
        method="partition_of",
        what="all that a claim is made of, where news is not in order",
        condition="pk = claim#CLAIM",
        call=lambda it: it.store.partition_of(CLAIM_ID),
    ),
    Pattern(
        method="preserve",
        what="a version that could not be published",
        condition=_BY_KEY.format("change#VERSION"),
        call=lambda it: it.store.preserve(it.stored),
    ),
    Pattern(
        method="find",
        what="a claim",
        condition=_BY_KEY.format("claim"),
        call=lambda it: it.store.find(CLAIM_ID),
    ),
    Pattern(
        method="find_change",
        what="a claim with its last change",
        condition=_BY_KEY.format("claim"),
        call=lambda it: it.store.find_change(CLAIM_ID),
    ),
    Pattern(
        method="events_of",
        what="a claim's facts, as many as a claim may take",
        condition=_PREFIX.format("event#"),
        call=lambda it: it.store.events_of(CLAIM_ID),
    ),
    Pattern(
        method="history_of",
        what="a claim's facts, however many",
        condition=_PREFIX.format("event#"),
        call=lambda it: it.store.history_of(CLAIM_ID),
    ),
    Pattern(
        method="item_at",
        what="one item that was deferred",
        condition="pk and sk",
        call=lambda it: it.store.item_at(partition=it.preserved.partition, sort=it.preserved.sort),
    ),
    Pattern(
        method="append_match_keys",
        what="two new names of a claim",
        condition="keys: pk = key#KEY, sk = claim#CLAIM (awaiting#CLAIM, awaited)",
        call=lambda it: it.store.append_match_keys(OTHER, ("pccn:b", "near:c")),
    ),
    Pattern(
        method="introduce",
        what="two names of each of 2 new claims, and which of them are awaited",
        condition="batches of keys: pk = key#KEY, sk = claim#CLAIM; sk = awaited",
        call=lambda it: it.store.introduce(
            {CLAIM_ID: ("pccn:d", "near:e"), OTHER: ("pccn:a", "near:f")}
        ),
    ),
    Pattern(
        method="claims_bearing",
        what="who bears a name",
        condition="pk = key#KEY, sk begins with claim#, 102 at most",
        call=lambda it: it.store.claims_bearing("pccn:a"),
    ),
    Pattern(
        method="append_search_keys",
        what="two values by which people find a claim",
        condition="batches of keys: pk = search#KEY#SHARD, sk = claim#CLAIM",
        call=lambda it: it.store.append_search_keys({CLAIM_ID: ("find-last:a", "find-day:b")}),
    ),
    Pattern(
        method="claims_found_by",
        what="the claims that a value finds",
        condition="pk = search#KEY#SHARD (4), 200 at most",
        call=lambda it: it.store.claims_found_by("find-last:a", limit=200),
    ),
    Pattern(
        method="append_note",
        what="a person's note on a claim",
        condition="key: pk = notes#CLAIM, sk = note#NOTE",
        call=lambda it: it.store.append_note(
            note_on(CLAIM_ID, "called the payer", by="user:ann", at=NOW)
        ),
    ),
    Pattern(
        method="notes_of",
        what="the notes on a claim",
        condition="pk = notes#CLAIM, 201 at most",
        call=lambda it: it.store.notes_of(CLAIM_ID),
    ),
    Pattern(
        method="events_at",
        what="two single events",
        condition="a batch of keys: pk = claim#CLAIM, sk = event#EVENT",
        call=lambda it: it.store.events_at(
            (CLAIM_ID, one.event_id) for one in accepted_claim()[:2]
        ),
    ),
    Pattern(
        method="awaited_among",
        what="by which of 2 names anybody awaits",
        condition="batches of keys: pk = key#KEY, sk = awaited",
        call=lambda it: it.store.awaited_among(("pccn:a", "near:e")),
    ),
    Pattern(
        method="claims_awaiting",
        what="who awaits by a name",
        condition="pk = key#KEY, sk begins with awaiting#, 27 at most",
        call=lambda it: it.store.claims_awaiting("pccn:a"),
    ),
    Pattern(
        method="save_match",
        what="a decision with its link",
        condition="pk = claim#…, sk = match; pk = claim#TARGET, sk = link#…",
        call=lambda it: it.store.save_match(MATCH, previous=None),
    ),
    Pattern(
        method="find_match",
        what="the decision about a waiting partition",
        condition=_BY_KEY.format("match"),
        call=lambda it: it.store.find_match("clm_strange"),
    ),
    Pattern(
        method="links_of",
        what="from where else a claim has evidence",
        condition=_PREFIX.format("link#"),
        call=lambda it: it.store.links_of(CLAIM_ID),
    ),
    Pattern(
        method="list_claims",
        what="a page of a payer's claims in a state",
        condition="state_pk = PAYER#SHARD (4), state_sk between two; then keys",
        index="by_state",
        call=lambda it: it.store.list_claims(payer_id=PAYER, state=State.SUBMITTED, limit=25),
    ),
    Pattern(
        method="walk_claims",
        what="the claims of some payers in some states, in one order",
        condition="state_pk = PAYER#SHARD (4), state_sk between two; then keys",
        index="by_state",
        call=lambda it: list(
            it.store.walk_claims(payer_ids=(PAYER,), states=(), after="", at_once=25)
        ),
    ),
    Pattern(
        method="list_submitted",
        what="a page of a payer's claims that were submitted on a day",
        condition="submitted_pk = PAYER#DAY#SHARD (8), submitted_sk after the last; then keys",
        index="by_submitted",
        call=lambda it: it.store.list_submitted(payer_id=PAYER, day=day(1), limit=25),
    ),
    Pattern(
        method="list_due",
        what="a page of the late claims that are listed under a day, of each payer its share",
        condition="due_pk = escalate#DAY#SHARD (4), due_sk after PAYER; then keys",
        index="by_due",
        call=lambda it: it.store.list_due(day=NOW.date(), limit=25, per_payer=20),
    ),
    Pattern(
        method="list_waiting",
        what="the claims whose held evidence is overdue on a day",
        condition="due_pk = held#DAY#SHARD (4); then keys",
        index="by_due",
        call=lambda it: it.store.list_waiting(day=NOW.date() + timedelta(days=1), limit=25),
    ),
    Pattern(
        method="list_exceptions",
        what="a payer's exceptions",
        condition="state_pk = exceptions#PAYER; then keys",
        index="by_state",
        call=lambda it: it.store.list_exceptions(payer_id=PAYER, limit=25),
    ),
    Pattern(
        method="list_unmatched",
        what="a payer's doubtful matches",
        condition="state_pk = unmatched#PAYER; then keys",
        index="by_state",
        call=lambda it: it.store.list_unmatched(payer_id=PAYER, limit=25),
    ),
    Pattern(
        method="register",
        what="a snapshot of an encounter",
        condition="pk = encounter#ID, sk = entity, if older; pk = patient#ID, sk = encounter#ID",
        call=lambda it: it.store.register(encounter(2)),
    ),
    Pattern(
        method="find_encounter",
        what="an encounter",
        condition="pk = encounter#ID, sk = entity",
        call=lambda it: it.store.find_encounter(encounter_id(CLAIM_ID)),
    ),
    Pattern(
        method="find_patient",
        what="a patient",
        condition="pk = patient#ID, sk = entity",
        call=lambda it: it.store.find_patient(PATIENT_ID),
    ),
    Pattern(
        method="encounters_of",
        what="a patient's encounters",
        condition="pk = patient#ID, sk begins with encounter#",
        call=lambda it: it.store.encounters_of(PATIENT_ID),
    ),
    Pattern(
        method="append_terms",
        what="a payer's word that no profile knows",
        condition="pk = terms#PAYER, sk = term#HASH and seen#HASH#CLAIM, unless there",
        call=lambda it: it.store.append_terms(OTHER, payer_id=PAYER, words=["stuck"]),
    ),
    Pattern(
        method="terms_of",
        what="a payer's words",
        condition="pk = terms#PAYER, sk begins with term#",
        call=lambda it: it.store.terms_of(PAYER),
    ),
    Pattern(
        method="save_term",
        what="what a word means",
        condition="pk = terms#PAYER, sk = term#HASH, if version = the one before",
        call=lambda it: it.store.save_term(it.review),
    ),
    Pattern(
        method="claims_saying",
        what="the claims that bear a word",
        condition="pk = terms#PAYER, sk begins with seen#HASH#",
        call=lambda it: it.store.claims_saying("pended", payer_id=PAYER),
    ),
    Pattern(
        method="save",
        what="the next version of a claim that moved, in its place",
        condition=_BY_KEY.format("claim") + ", if version = the one before",
        index="by_state, by_due, by_submitted (written)",
        call=lambda it: it.store.save(it.next),
    ),
    Pattern(
        method="save_each",
        what="the first changes of 2 claims",
        condition=_BY_KEY.format("claim") + ", only if there is none",
        index="by_state, by_due, by_submitted (written)",
        call=lambda it: it.store.save_each(
            [_first_of("clm_new_1", it.next), _first_of("clm_new_2", it.next)]
        ),
    ),
    Pattern(
        method="delist_due",
        what="a claim whose escalation is recorded",
        condition=_BY_KEY.format("claim") + ", if version = the one that was read",
        index="by_due (written)",
        call=lambda it: it.store.delist_due([it.other]),
    ),
    Pattern(
        method="relist_due",
        what="the same, once a person has it folded again",
        condition=_BY_KEY.format("claim") + "; then if version = the one that was read",
        index="by_due (written)",
        call=lambda it: it.store.relist_due(OTHER),
    ),
)


def measure(store: DynamoClaimStore) -> list[tuple[Pattern, Consumed]]:
    """Every pattern once, in order, on an empty table."""
    prepared = Prepared(store)
    found = []
    for pattern in PATTERNS:
        with metered() as consumed:
            pattern.call(prepared)
        found.append((pattern, consumed))
    return found


def render(found: list[tuple[Pattern, Consumed]]) -> str:
    """The page of access patterns."""
    rows = [
        f"| `{pattern.method}` | {pattern.what} | {pattern.condition} | {pattern.index or 'table'} "
        f"| {consumed.requests} | {consumed.reads:g} | {consumed.writes:g} |"
        for pattern, consumed in found
    ]
    return "\n".join([_HEAD, *rows, ""])


_HEAD = """# Access patterns of the claim table

Every way in which the claim table is used, by the method of its port
([ports.py](../layers/claimtrail/python/claimtrail/claims/store/ports.py); adapters and keys in
[aws/claims](../layers/claimtrail/python/claimtrail/aws/claims)). None is a scan. By
`pages_of_items` alone an operator reads the whole table, to recover what its stream lost.

Requests and units are what DynamoDB reports of a typical call (`ReturnConsumedCapacity`, indexes
included) on the embedded cloud. It reckons writes as AWS does: by the KB of the larger of the old
and the new item, twice in a transaction, and one for each place that an index loses or gains. Of
BatchGetItem it reports nothing: that is reckoned by AWS's rule, keys under which nothing stands
included. `tests/contract/claims/test_access_patterns.py`
measures again and fails when this page says otherwise; `make docs-capacity` writes it.

| Method | What for | Key condition | On | Requests | Read units | Write units |
| --- | --- | --- | --- | --- | --- | --- |"""
