"""The content of a payer's file: the bodies of its sets, out of what it says about claims."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from simulator.bad_days.variants import Variant
from simulator.interchange import (
    CLAIM_ACKNOWLEDGMENT,
    CLAIM_STATUS,
    REMITTANCE,
    REMITTANCE_WITHOUT_ADDENDUM,
    Interchange,
)
from simulator.partners import Partner
from simulator.payers.remittance_advice import Decided, payees, remittance_body
from simulator.payers.statuses import Spoken, front_end_body, status_body
from simulator.payers.timeline import StepKind, TimelineStep
from simulator.provider.encounter import SimulatedEncounter

_PAYMENTS_A_FILE = 10
"""More than there are payees, so that every payment has a number of its own."""
_NUMBERS = 100_000


class Reported(NamedTuple):
    """A claim and the step of its story that a file tells."""

    encounter: SimulatedEncounter
    step: TimelineStep


def _front_end(envelope: Interchange, reported: list[Reported], billing: Partner) -> None:
    """One set for each batch of claims that the 277CA answers."""
    batches: dict[date, list[Spoken]] = {}
    for encounter, step in reported:
        if step.word is not None:
            batch = batches.setdefault(step.sent_on, [])
            batch.append(Spoken(encounter, step.word, step.batch))
    with envelope.group(CLAIM_ACKNOWLEDGMENT):
        for number, (sent_on, batch) in enumerate(batches.items(), start=1):
            body = front_end_body(
                batch,
                billing=billing,
                sent_on=sent_on,
                made_at=envelope.prepared_at,
                reference=f"{envelope.control_number}{number:03d}",
            )
            envelope.set(CLAIM_ACKNOWLEDGMENT, body)


def _statuses(envelope: Interchange, reported: list[Reported], billing: Partner) -> None:
    spoken = [Spoken(encounter, step.word) for encounter, step in reported if step.word]
    with envelope.group(CLAIM_STATUS):
        body = status_body(
            spoken,
            billing=billing,
            made_at=envelope.prepared_at,
            reference=envelope.control_number,
        )
        envelope.set(CLAIM_STATUS, body)


def _remittances(envelope: Interchange, reported: list[Reported], _: Partner) -> None:
    """One set, and so one payment, for each payee."""
    decided = [
        Decided(encounter, step.decision, step.variant)
        for encounter, step in reported
        if step.decision
    ]
    payer, paid_on = reported[0].encounter.payer, envelope.prepared_at.date()
    is_old = payer.variant(StepKind.REMITTANCE, paid_on) is Variant.NO_ADDENDUM
    kind = REMITTANCE_WITHOUT_ADDENDUM if is_old else REMITTANCE
    first = int(envelope.control_number) % _NUMBERS * _PAYMENTS_A_FILE
    with envelope.group(kind):
        for number, (payee, claims) in enumerate(payees(decided), start=first):
            body = remittance_body(
                claims,
                payer=payer,
                payee=payee,
                paid_on=paid_on,
                number=number,
            )
            envelope.set(kind, body)


WRITERS: dict[StepKind, Callable[[Interchange, list[Reported], Partner], None]] = {
    StepKind.FRONT_END: _front_end,
    StepKind.STATUS: _statuses,
    StepKind.REMITTANCE: _remittances,
}
