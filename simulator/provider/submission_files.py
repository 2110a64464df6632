"""The content of an 837 file: a batch of claims in its groups and sets."""

from collections.abc import Sequence
from datetime import date

from simulator.interchange import CLAIM_INSTITUTIONAL, CLAIM_PROFESSIONAL, Interchange
from simulator.partners import Partner
from simulator.payers.acknowledgments import SentGroup, SentSet
from simulator.payers.payer_files import Reported
from simulator.payers.timeline import Lane
from simulator.provider.encounter import SimulatedPayer
from simulator.provider.submissions import batch_mark, submission_body

_KINDS = ((CLAIM_PROFESSIONAL, False), (CLAIM_INSTITUTIONAL, True))


def write_batch(
    interchange: Interchange,
    batch: Sequence[Reported],
    *,
    billing: Partner,
    payer: SimulatedPayer,
    day: date,
) -> tuple[SentGroup, ...]:
    """Write the claims of one batch number; return what a 999 will answer.

    A group has the claims of one kind, a set those of one lane. Sets of one lane and batch number
    share their reference (BHT03).
    """
    mark = batch_mark(batch[0].step.batch)
    groups = []
    for kind, institutional in _KINDS:
        claims = [entry for entry in batch if entry.encounter.institutional is institutional]
        if not claims:
            continue
        sets = []
        with interchange.group(kind) as group_number:
            for lane in Lane:
                encounters = [entry.encounter for entry in claims if entry.step.lane is lane]
                if not encounters:
                    continue
                body = submission_body(
                    encounters, billing=billing, payer=payer, day=day, mark=mark or lane.mark
                )
                number = interchange.set(kind, body)
                sets.append(SentSet(number, lane is Lane.BAD_SET))
        groups.append(SentGroup(group_number, kind[2], tuple(sets)))
    return tuple(groups)
