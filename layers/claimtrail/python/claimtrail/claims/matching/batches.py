"""Statuses of whole batches and of one provider's claims in them, held against what was sent.

A 277CA may refuse a batch (loop 2200B) or a provider in it (2200C) and name no claim. Such a status
moves exactly the claims that were sent under its reference (BHT03 of the 837), and only when count
and amount agree. Each file that was sent is compared by itself, so that it does not matter which
other files have been seen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from claimtrail.claims.facts.events import ClaimEvent, answer_about
from claimtrail.claims.facts.statuses import BatchStatusReported
from claimtrail.claims.matching.batch_model import (
    AMBIGUOUS,
    DIFFERS,
    NO_AUTHORITY,
    NOT_SENT,
    NOTHING_STATED,
    PROVIDER_NOT_SENT,
    Batch,
    BatchMember,
    BatchResult,
    BatchRoster,
    BatchStatusCopy,
    Members,
)


def settle(status: BatchStatusCopy, batch: Batch) -> tuple[BatchResult, list[ClaimEvent]]:
    """Hold a deciding status against what was sent: the result, and the events of its claims."""
    closed = {one.file_id for one in batch.read}
    complete = [one for one in batch.rosters if one.file_id in closed]
    sent = _sent(status, complete)
    agreed, reason = _agreement(status, sent)
    shown = agreed[-1][1] if agreed else _last(sent)
    result = BatchResult(
        status_id=status.status_id,
        batch_key=status.batch_key,
        payer_id=status.payer_id,
        version=1 + len(complete),
        reason=reason,
        level=status.fact.level,
        codes=codes_of(status.fact),
        stated_count=status.fact.claim_count,
        stated_cents=status.fact.charge_cents or None,
        found_count=len(shown),
        found_cents=_cents(shown),
        since=status.event.recorded_at,
        file_id=status.event.source.file_id,
        start=status.event.source.start,
        end=status.event.source.end,
    )
    claims = dict.fromkeys(
        (member.claim_id, file_id) for file_id, members in agreed for member in members
    )
    return result, [answer_about(status.event, *one) for one in claims]


def codes_of(fact: BatchStatusReported) -> tuple[str, ...]:
    """Return the composites as people read them."""
    return tuple(
        ":".join(filter(None, (code.category_code, code.status_code, code.entity_code)))
        for status in fact.statuses
        for code in status.codes
    )


@dataclass(frozen=True, slots=True)
class _Sent:
    """The part of a batch that one file carried, set by set, of the provider concerned."""

    file_id: str
    sets: tuple[Members, ...]

    @property
    def members(self) -> Members:
        return tuple(member for members in self.sets for member in members)


def _sent(status: BatchStatusCopy, rosters: Iterable[BatchRoster]) -> list[_Sent]:
    """By file, in order of the day on which it was sent."""
    by_file: dict[str, list[BatchRoster]] = {}
    for roster in sorted(rosters, key=lambda one: (one.sent_on, one.file_id)):
        if status.answers(roster):
            by_file.setdefault(roster.file_id, []).append(roster)
    return [_of_file(status, file_id, found) for file_id, found in by_file.items()]


def _of_file(status: BatchStatusCopy, file_id: str, rosters: list[BatchRoster]) -> _Sent:
    in_place = sorted(rosters, key=lambda one: (one.set_start, one.offset))
    return _Sent(
        file_id,
        tuple(
            tuple(_concerned(status, of_set))
            for _, of_set in groupby(in_place, key=lambda one: one.set_start)
        ),
    )


def _concerned(status: BatchStatusCopy, rosters: Iterable[BatchRoster]) -> Iterator[BatchMember]:
    by_provider = status.fact.level == "provider"
    for roster in rosters:
        for member in roster.members:
            keys = {member.provider_key, member.tax_key} - {""}
            if not by_provider or status.provider_key in keys:
                yield member


def _agreement(status: BatchStatusCopy, sent: list[_Sent]) -> tuple[list[tuple[str, Members]], str]:
    """Return the claims of each file that agrees, by file; why there is none."""
    fact = status.fact
    if not status.has_authority:
        return [], NO_AUTHORITY
    if fact.claim_count is None and not _sums(fact):
        return [], NOTHING_STATED
    if not sent:
        return [], NOT_SENT
    found = [(file.file_id, *_agreeing(fact, file)) for file in sent]
    agreed = [(file_id, members) for file_id, members, _ in found if members]
    if agreed:
        return agreed, ""
    if not any(file.members for file in sent):
        return [], PROVIDER_NOT_SENT
    return [], AMBIGUOUS if any(several for *_, several in found) else DIFFERS


def _agreeing(fact: BatchStatusReported, sent: _Sent) -> tuple[Members, bool]:
    """Return the file's claims when they agree, else those of its one set that does.

    The second value says that several sets agree, each by itself.
    """
    if _agrees(fact, sent.members):
        return sent.members, False
    alone = [members for members in sent.sets if _agrees(fact, members)]
    return (alone[0], False) if len(alone) == 1 else ((), bool(alone))


def _agrees(fact: BatchStatusReported, members: Members) -> bool:
    """Return whether both sides agree in whatever the status states."""
    same_count = fact.claim_count in {None, len(members)}
    return bool(members) and same_count and _sums(fact) <= {_cents(members)}


def _sums(fact: BatchStatusReported) -> set[int]:
    """Return the amounts that it states; STC04 is mandatory, and zero says nothing (X214)."""
    stated = {fact.charge_cents, *(one.total_charge_cents for one in fact.statuses)}
    return {cents for cents in stated if cents}


def _last(sent: list[_Sent]) -> Members:
    return sent[-1].members if sent else ()


def _cents(members: Members) -> int:
    return sum(member.charge_cents for member in members)
