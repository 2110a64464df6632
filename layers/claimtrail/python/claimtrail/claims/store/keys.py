"""Keys of the claim table: one place builds them, opaque ids and control numbers only.

claim#<claim_id>                  event#<event_id>                  ClaimEvent
claim#<claim_id>                  claim                             the last Change, with the Claim
                                                                    on `by_state`, `by_due`,
                                                                    `by_submitted`
claim#<claim_id>                  change#<version, 8 digits>        a Change that was preserved
claim#<claim_id>                  waiting                           on `by_due` until something held
                                                                    is overdue, then on `by_state`
set#<payer>#<GS06>#<ST02>         roster#<file_id>#<offset, 12>     Roster
set#<payer>#<GS06>#<ST02>         ack#<event_id>                    999 on the set
group#<payer>#<GS06>              set#<ST02>                        names a set of the group
group#<payer>#<GS06>              ack#<event_id>                    999 on the group
interchange#<payer>#<ISA13>       set#<GS06>#<ST02>                 names a set
interchange#<payer>#<ISA13>       ack#<event_id>                    TA1
key#<match key>                 claim#<claim_id>                  names a claim that bears the key
key#<match key>                 awaiting#<claim_id>                 names one that awaits another
key#<match key>                 awaited                            there is one that awaits by it
terms#<payer>                     term#<hash of word>               TermReview
terms#<payer>                     seen#<hash>#<claim_id>            names a claim that bears it
claim#<claim_id>                  match                             Match; doubtful: on `by_state`
claim#<claim_id>                  link#<claim_id>                   Match by which it has evidence
encounter#<encounter_id>          entity                            Encounter, the latest snapshot
patient#<patient_id>              entity                            Patient, the latest snapshot
patient#<patient_id>              encounter#<encounter_id>          an encounter of the patient
"""

import zlib
from datetime import date

from claimtrail.claims.facts.entities import Encounter, Entity
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.store.ports import Roster, SubmissionAcknowledgment
from claimtrail.kernel.ids import derived_id

CLAIM_PREFIX = "claim#"
CLAIM = "claim"
EVENT_PREFIX = "event#"
CHANGE_PREFIX = "change#"
ROSTER_PREFIX = "roster#"
ACKNOWLEDGMENT_PREFIX = "ack#"
SET_PREFIX = "set#"
MATCH_KEY_PREFIX = "key#"
AWAITING_PREFIX = "awaiting#"
AWAITED = "awaited"
WAITING = "waiting"
TERM_PREFIX = "term#"
TERM_ID = "trm_"
MATCH = "match"
LINK_PREFIX = "link#"
ENTITY = "entity"
ENCOUNTER_PREFIX = "encounter#"
PATIENT_PREFIX = "patient#"

STATE_SHARDS = 8
"""Partitions of `by_state` per payer."""
DUE_SHARDS = 4
"""Partitions of `by_due` per day."""
SUBMITTED_SHARDS = 8
"""Partitions of `by_submitted` per payer and day: one file may submit all of a day's claims."""


Key = tuple[str, str]
"""Partition key and sort key."""


def claim_partition(claim_id: str) -> str:
    """Return everything about one claim."""
    return f"{CLAIM_PREFIX}{claim_id}"


def claim_id_of(partition: str) -> str:
    """Return the claim of a partition. Raises ValueError when it is no claim's."""
    if not partition.startswith(CLAIM_PREFIX):
        raise ValueError("not the partition of a claim")
    return partition.removeprefix(CLAIM_PREFIX)


def event(event_id: str) -> str:
    """Sort key of an event."""
    return f"{EVENT_PREFIX}{event_id}"


def change(version: int) -> str:
    """Sort key of a change; sorts by version."""
    return f"{CHANGE_PREFIX}{version:08d}"


def match_key_partition(match_key: str) -> str:
    """Return the claims that bear a match key."""
    return f"{MATCH_KEY_PREFIX}{match_key}"


def match_key_sorts(claim_id: str, *, awaiting_match: bool) -> tuple[str, ...]:
    """Sort keys, under a match key, of a claim that bears it, and awaits another by it."""
    bearing = claim_partition(claim_id)
    return (bearing, f"{AWAITING_PREFIX}{claim_id}", AWAITED) if awaiting_match else (bearing,)


def awaited(match_key: str) -> Key:
    """Return what tells that somebody awaits by a key, or did once."""
    return match_key_partition(match_key), AWAITED


def link(claim_id: str) -> str:
    """Sort key, in the matched claim's partition, of where more of its evidence stands."""
    return f"{LINK_PREFIX}{claim_id}"


def encounter_partition(encounter_id: str) -> str:
    """Return what concerns one encounter."""
    return f"{ENCOUNTER_PREFIX}{encounter_id}"


def patient_partition(patient_id: str) -> str:
    """Return what concerns one patient.

    The latest snapshot, and which encounters are the patient's.
    """
    return f"{PATIENT_PREFIX}{patient_id}"


def entity_partition(entity: Entity) -> str:
    """Return where an entity stands, under the sort key ENTITY."""
    if isinstance(entity, Encounter):
        return encounter_partition(entity.encounter_id)
    return patient_partition(entity.patient_id)


def unmatched_partition(payer_id: str) -> str:
    """Partition of `by_state`: a payer's doubtful matches."""
    return f"unmatched#{payer_id}"


def _shard(claim_id: str, shards: int) -> int:
    return zlib.crc32(claim_id.encode()) % shards


def state_partition(payer_id: str, shard: int) -> str:
    """Partition of `by_state`: a payer's claims, spread over STATE_SHARDS."""
    return f"{payer_id}#{shard}"


def state_partition_of(claim: Claim) -> str:
    """Partition of `by_state` in which a claim stands."""
    return state_partition(claim.payer_id, _shard(claim.claim_id, STATE_SHARDS))


def state_order_of(claim: Claim) -> str:
    """Sort key of `by_state`: by state, longest in it first. Also the token of a page."""
    return f"{claim.state.value}#{claim.state_since.isoformat()}#{claim.claim_id}"


def state_bounds(state: State | None, *, after: str | None) -> tuple[str, str]:
    """Between which sort keys of `by_state` the claims of a state (None: of all) stand.

    `!` and `~` sort before and after everything that a key holds.
    """
    prefix = f"{state.value}#" if state else ""
    return (f"{after}!" if after else prefix or "!"), f"{prefix}~"


def submitted_partition(payer_id: str, day: date, shard: int) -> str:
    """Partition of `by_submitted`; its sort key is the claim's id."""
    return f"{payer_id}#{day.isoformat()}#{shard}"


def submitted_partition_of(claim: Claim, day: date) -> str:
    """Partition of `by_submitted` in which a claim that was submitted that day stands."""
    return submitted_partition(claim.payer_id, day, _shard(claim.claim_id, SUBMITTED_SHARDS))


def due_partition(day: date, shard: int) -> str:
    """Partition of `by_due`."""
    return f"escalate#{day.isoformat()}#{shard}"


def due_partition_of(day: date, claim_id: str) -> str:
    """Partition of `by_due` in which a claim stands."""
    return due_partition(day, _shard(claim_id, DUE_SHARDS))


def waiting_partition(day: date, shard: int) -> str:
    """Partition of `by_due`: claims with held evidence that becomes an exception that day."""
    return f"held#{day.isoformat()}#{shard}"


def waiting_partition_of(day: date, claim_id: str) -> str:
    """Partition of `by_due` in which a claim with held evidence stands."""
    return waiting_partition(day, _shard(claim_id, DUE_SHARDS))


def exceptions_partition(payer_id: str) -> str:
    """Partition of `by_state`: a payer's claims with something that needs review."""
    return f"exceptions#{payer_id}"


def exception_order_of(claim: Claim) -> str:
    """Sort key of `by_state` in there: the oldest exception first."""
    return f"{claim.exception_since}#{claim.claim_id}"


def terms_partition(payer_id: str) -> str:
    """Return a payer's words that no profile knows."""
    return f"terms#{payer_id}"


def term(word: str) -> str:
    """Sort key of a word: by its hash, since what somebody wrote may be anything."""
    return f"{TERM_PREFIX}{derived_id(TERM_ID, word)}"


def term_seen_prefix(word: str) -> str:
    """Beginning of the sort keys that name the claims of a word."""
    return f"seen#{derived_id(TERM_ID, word)}#"


def term_keys(claim_id: str, *, payer_id: str, word: str) -> tuple[Key, Key]:
    """Return where a word stands, and that a claim bears it."""
    partition = terms_partition(payer_id)
    return (partition, term(word)), (partition, f"{term_seen_prefix(word)}{claim_id}")


def set_partition(*, payer_id: str, group: str, transaction_set: str) -> str:
    """Return what concerns one submitted transaction set."""
    return f"{SET_PREFIX}{payer_id}#{group}#{transaction_set}"


def group_partition(*, payer_id: str, group: str) -> str:
    """Return what concerns one submitted functional group."""
    return f"group#{payer_id}#{group}"


def interchange_partition(*, payer_id: str, interchange: str) -> str:
    """Return what concerns one submitted interchange."""
    return f"interchange#{payer_id}#{interchange}"


def set_of(roster: Roster) -> str:
    """Return the partition of a roster's set."""
    return set_partition(
        payer_id=roster.payer_id,
        group=roster.group_control_number,
        transaction_set=roster.set_control_number,
    )


def roster(roster: Roster) -> Key:
    """Return where a roster stands."""
    return set_of(roster), f"{ROSTER_PREFIX}{roster.file_id}#{roster.offset:012d}"


def set_pointers(roster: Roster) -> tuple[Key, Key]:
    """The items by which the roster's set is found from its group and from its interchange."""
    group, transaction_set = roster.group_control_number, roster.set_control_number
    return (
        (
            group_partition(payer_id=roster.payer_id, group=group),
            f"{SET_PREFIX}{transaction_set}",
        ),
        (
            interchange_partition(
                payer_id=roster.payer_id, interchange=roster.interchange_control_number
            ),
            f"{SET_PREFIX}{group}#{transaction_set}",
        ),
    )


def acknowledged_partition(acknowledgment: SubmissionAcknowledgment) -> str:
    """Return the partition of what was acknowledged: a set, a group or an interchange.

    Raises ValueError when the acknowledgment names none of them.
    """
    payer_id = acknowledgment.payer_id
    match (
        acknowledgment.interchange_control_number,
        acknowledgment.group_control_number,
        acknowledgment.set_control_number,
    ):
        case (_, str(group), str(transaction_set)):
            return set_partition(payer_id=payer_id, group=group, transaction_set=transaction_set)
        case (_, str(group), None):
            return group_partition(payer_id=payer_id, group=group)
        case (str(interchange), None, None):
            return interchange_partition(payer_id=payer_id, interchange=interchange)
        case _:
            raise ValueError("the acknowledgment names no set, group or interchange")


def acknowledgment(acknowledgment: SubmissionAcknowledgment) -> Key:
    """Return where an acknowledgment stands."""
    return (
        acknowledged_partition(acknowledgment),
        f"{ACKNOWLEDGMENT_PREFIX}{acknowledgment.event.event_id}",
    )


def partitions_acknowledging(roster: Roster) -> tuple[str, str, str]:
    """Return where acknowledgments that speak of a roster's claims stand.

    Set, group, interchange.
    """
    (group, _), (interchange, _) = set_pointers(roster)
    return set_of(roster), group, interchange
