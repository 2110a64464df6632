"""Keys of the claim table: built here alone, of opaque ids and control numbers only.

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
search#<search key>#<shard>       claim#<claim_id>                  names a claim that the key finds
search#<search key>#<shard>       <narrower key>#claim#<claim_id>   the same, and that a narrower
                                                                    key within it finds it
terms#<payer>                     term#<hash of word>               TermReview
terms#<payer>                     seen#<hash>#<claim_id>            names a claim that bears it
claim#<claim_id>                  match                             Match; doubtful: on `by_state`
claim#<claim_id>                  link#<claim_id>                   Match by which it has evidence
encounter#<encounter_id>          entity                            Encounter, the latest snapshot
patient#<patient_id>              entity                            Patient, the latest snapshot
patient#<patient_id>              encounter#<encounter_id>          an encounter of the patient
notes#<claim_id>                  note#<note_id>                    ClaimNote
"""

import zlib

from claimtrail.aws.core.dynamo.items import Key
from claimtrail.claims.facts.entities import Encounter, Entity
from claimtrail.claims.facts.search_keys import WITHIN
from claimtrail.claims.lifecycle.status_terms import TERM_ID
from claimtrail.claims.store.changes import EntityKind, Guard
from claimtrail.claims.store.items import ItemKind
from claimtrail.kernel.ids import derived_id

CLAIM_PREFIX = "claim#"
CLAIM = "claim"
EVENT_PREFIX = "event#"
CHANGE_PREFIX = "change#"
ROSTER_PREFIX = "roster#"
ACKNOWLEDGMENT_PREFIX = "ack#"
MATCH_KEY_PREFIX = "key#"
SEARCH_PREFIX = "search#"
SEARCH_SHARDS = 4
"""Partitions of one search key: 4,000 writes a second, for files whose claims are of one day."""
AWAITING_PREFIX = "awaiting#"
AWAITED = "awaited"
WAITING = "waiting"
TERM_PREFIX = "term#"
MATCH = "match"
LINK_PREFIX = "link#"
ENTITY = "entity"
ENCOUNTER_PREFIX = "encounter#"
PATIENT_PREFIX = "patient#"
NOTES_PREFIX = "notes#"


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


def search_partition(search_key: str, shard: int) -> str:
    """Return claims that a search key finds: a file's claims may all be of one day."""
    wider, _, _ = search_key.partition(WITHIN)
    return f"{SEARCH_PREFIX}{wider}#{shard}"


def search_place(search_key: str, claim_id: str) -> Key:
    """Return where it stands that a search key finds a claim."""
    shard = zlib.crc32(claim_id.encode()) % SEARCH_SHARDS
    sort = f"{search_prefix(search_key)}{claim_partition(claim_id)}"
    return search_partition(search_key, shard), sort


def search_prefix(search_key: str) -> str:
    """Return the beginning of the sort keys that a search key finds; empty for all."""
    _, _, narrower = search_key.partition(WITHIN)
    return f"{narrower}#" if narrower else ""


def found_claim(sort: str) -> str:
    """Return the claim that such a sort key names."""
    return sort.rpartition(CLAIM_PREFIX)[2]


def notes_partition(claim_id: str) -> str:
    """Return the notes of people on a claim."""
    return f"{NOTES_PREFIX}{claim_id}"


def note_key(claim_id: str, note_id: str) -> Key:
    """Return where a note stands."""
    return notes_partition(claim_id), f"note#{note_id}"


def awaited(match_key: str) -> Key:
    """Return what tells that somebody awaits by a key, or did once."""
    return match_key_partition(match_key), AWAITED


def link_key(target: str, claim_id: str) -> Key:
    """Return, in the matched claim's partition, where it is named who lends it evidence."""
    return claim_partition(target), f"{LINK_PREFIX}{claim_id}"


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


def guarded(guard: Guard) -> Key:
    """Return where the entity of a guard stands."""
    is_encounter = guard.kind is EntityKind.ENCOUNTER
    place = encounter_partition if is_encounter else patient_partition
    return place(guard.entity_id), ENTITY


_PREFIXES = (
    (EVENT_PREFIX, ItemKind.EVENT),
    (CHANGE_PREFIX, ItemKind.PRESERVED_CHANGE),
    (ROSTER_PREFIX, ItemKind.ROSTER),
    (ACKNOWLEDGMENT_PREFIX, ItemKind.ACKNOWLEDGMENT),
)
"""Kinds of items by how their sort keys begin."""
_WITH_SUBJECT = frozenset(ItemKind) - {ItemKind.ROSTER, ItemKind.ACKNOWLEDGMENT, ItemKind.OTHER}


def kind_of(key: Key) -> tuple[ItemKind, str]:
    """Return the kind of an item, and the claim, encounter or patient that it is about."""
    kind = _kind_of(*key)
    return kind, key[0].partition("#")[2] if kind in _WITH_SUBJECT else ""


def _kind_of(partition: str, sort: str) -> ItemKind:
    if sort == CLAIM:
        return ItemKind.CHANGE
    if sort == ENTITY:
        is_encounter = partition.startswith(ENCOUNTER_PREFIX)
        return ItemKind.ENCOUNTER if is_encounter else ItemKind.PATIENT
    return next((kind for prefix, kind in _PREFIXES if sort.startswith(prefix)), ItemKind.OTHER)


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
