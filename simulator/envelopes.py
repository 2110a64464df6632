"""Envelopes of files: whose they are, when they were made, and under which name they come."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from simulator.bad_days.variants import Variant
from simulator.interchange import ControlNumbers, Interchange, Style
from simulator.model import SimulatedFile
from simulator.partners import Partner, PartnerIdentity
from simulator.payers.timeline import StepKind
from simulator.provider.encounter import Practice, SimulatedPayer

HOURS = {
    StepKind.REMITTANCE: time(5, 30),
    StepKind.FRONT_END: time(6, 30),
    StepKind.STATUS: time(11, 0),
    StepKind.SUBMISSION: time(18, 0),
    StepKind.INTERCHANGE_ACKNOWLEDGMENT: time(18, 30),
    StepKind.SET_ACKNOWLEDGMENT: time(19, 0),
}
"""When in the day such a file is made, and the order of a day's files."""


class Draft(NamedTuple):
    """A payer's file before it gets its name."""

    transaction: StepKind
    envelope: Interchange
    purpose: str
    variant: Variant | None = None
    change: Callable[[bytes], bytes] = bytes
    """The last change to its bytes; none, as a rule."""


class _Sender(NamedTuple):
    """A partner's pen: its control numbers, and how many files it wrote."""

    numbers: ControlNumbers
    written: list[int]


class Envelopes:
    """The envelopes of all partners, each with control numbers of its own."""

    def __init__(self, practice: Practice) -> None:
        self._billing = practice.billing
        self._senders = {
            profile.id: _Sender(ControlNumbers(practice.first_day), [0])
            for profile in (practice.billing, *(payer.profile for payer in practice.payers))
        }

    def numbers(self, profile: Partner) -> ControlNumbers:
        """Return the control numbers of a partner's interchanges."""
        return self._senders[profile.id].numbers

    def open(self, payer: SimulatedPayer, kind: StepKind, made_on: date) -> Interchange:
        """Open the interchange of a payer's file."""
        behavior = payer.behavior
        return Interchange(
            sender=_identity(payer.profile, kind),
            receiver=self._billing.identities[0],
            numbers=self._senders[payer.profile.id].numbers,
            prepared_at=datetime.combine(made_on, HOURS[kind]),
            style=Style(
                delimiters=behavior.delimiters,
                line_breaks=behavior.line_breaks,
                asks_for_ta1=behavior.asks_for_ta1,
                wrapped=payer.variant(kind, made_on) is Variant.WRAPPED,
            ),
        )

    def deliver(self, payer: SimulatedPayer, draft: Draft, day: date) -> Iterator[SimulatedFile]:
        """Yield the file, and every so often the same once more under another name."""
        written = self._senders[payer.profile.id].written
        written[0] += 1
        stem = f"{draft.transaction}-{day:%Y%m%d}-{draft.envelope.control_number}"
        content = draft.change(draft.envelope.finish())
        purpose = f"{payer.profile.name}: {draft.purpose}"
        purpose += f"; {draft.variant}" if draft.variant else ""
        names = [f"{stem}.x12"]
        if written[0] % payer.behavior.duplicate_every == 0:
            names.append(f"{stem}-again.x12")
        for name in names:
            yield SimulatedFile(
                partner_id=payer.profile.id,
                name=name,
                day=day,
                transaction=draft.transaction.value,
                content=content,
                purpose=purpose if name == names[0] else f"{purpose}, sent twice",
                variant=draft.variant,
            )


def _identity(profile: Partner, kind: StepKind) -> PartnerIdentity:
    """A payer with a second identity signs its remittances with that (its fiscal agent's)."""
    return profile.identities[-1 if kind is StepKind.REMITTANCE else 0]
