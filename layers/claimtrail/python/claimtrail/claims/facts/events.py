"""The facts that ingestion appends to a claim. A claim is the fold of these and of nothing else.

Each event has a deterministic id (file SHA-256, byte offset, kind), says what the source said in
the source's own codes, and decides nothing. Stored as JSON with `schema_version`; holds PHI, so it
lives in the encrypted claim table and never on the bus. Amounts are whole cents.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from claimtrail.claims.facts.acknowledgments import (
    InterchangeAcknowledged,
    MessageAcknowledged,
    SetAcknowledged,
)
from claimtrail.claims.facts.decisions import EvidenceDecided, MatchDecided, TermReported
from claimtrail.claims.facts.kinds import EventKind, FrozenFact
from claimtrail.claims.facts.outcomes import OutcomeDecided
from claimtrail.claims.facts.remittances import Remitted
from claimtrail.claims.facts.statuses import BatchStatusReported, FrontEndStatus, StatusReported
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.kernel.ids import CLAIM_PREFIX, EVENT_PREFIX, derived_id

ID_LETTERS = 6
"""Letters of a claim's id, of 24, that the shortest id has by which pages and commands find it."""


class Source(FrozenFact):
    """The place of a fact: the payer's file, the bytes in it, and how they came."""

    file_id: str
    sha256: str
    start: int
    end: int
    partner_id: str
    """The trading partner in whose dropbox the file arrived; of what a person saw, that person."""
    channel: Literal["s3", "sftp", "as2", "webhook", "inquiry", "person"]
    received_at: datetime
    interchange_control_number: str
    group_control_number: str
    set_control_number: str
    prepared_at: datetime | None
    """ISA09/ISA10: the file's own time."""
    code_version: str
    """The version of ClaimTrail that read it."""


Fact = Annotated[
    Submitted
    | InterchangeAcknowledged
    | SetAcknowledged
    | FrontEndStatus
    | BatchStatusReported
    | StatusReported
    | Remitted
    | MessageAcknowledged
    | TermReported
    | MatchDecided
    | EvidenceDecided
    | OutcomeDecided,
    Field(discriminator="kind"),
]


class ClaimEvent(FrozenFact):
    """One fact about one claim, where it stands, and when it was recorded."""

    schema_version: Literal[1] = 1
    event_id: str
    claim_id: str
    payer_id: str
    """The profile id of the payer that the fact concerns."""
    effective_on: date
    """The day from which the fact holds: STC02, BPR16, BHT04; else the file's own day."""
    recorded_at: datetime
    source: Source
    fact: Fact
    match_keys: tuple[str, ...] = ()
    """Keyed hashes, `<method>:<letters>`, of what else than its number names the claim."""
    search_keys: tuple[str, ...] = ()
    """Keyed hashes, `<kind>:<letters>`, of the values by which people search for the claim."""
    answers_file_id: str = ""
    """The 837 file whose roster led an acknowledgment to the claim; empty for what names it."""

    @property
    def kind(self) -> EventKind:
        """Return the kind of the fact."""
        return self.fact.kind


def answer_about(event: ClaimEvent, claim_id: str, file_id: str) -> ClaimEvent:
    """Return what was said of a set, group, interchange or batch as one claim's own event.

    `file_id` is the file that carried the claim. Two files with the same control numbers may carry
    one claim: each is answered by itself.
    """
    own_id = derived_id(EVENT_PREFIX, event.event_id, claim_id, file_id)
    return event.model_copy(
        update={"event_id": own_id, "claim_id": claim_id, "answers_file_id": file_id}
    )


def match_keys(events: Iterable[ClaimEvent]) -> tuple[str, ...]:
    """Return every key by which these events name their claim, sorted, once each."""
    return tuple(sorted({key for event in events for key in event.match_keys}))


def id_search_key(claim_id: str) -> str:
    """Return the key by which a claim is found by the beginning of its id.

    No secret is needed: the id is a keyed hash already. Two claims of a billion share a key.

    Empty for a text that is shorter than that.
    """
    beginning = claim_id.removeprefix(CLAIM_PREFIX)[:ID_LETTERS]
    return f"find-id:{beginning}" if len(beginning) == ID_LETTERS else ""


def search_keys(events: Iterable[ClaimEvent]) -> tuple[str, ...]:
    """Return every key by which these events let their claim be found, sorted, once each."""
    return tuple(sorted({key for event in events for key in event.search_keys}))


CLAIM_EVENT: TypeAdapter[ClaimEvent] = TypeAdapter(ClaimEvent)
