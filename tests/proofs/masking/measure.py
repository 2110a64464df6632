"""Recall and precision by Safe Harbor class, over tickets whose identifiers are known."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from claimtrail.tickets.masking.known import ClaimPerson, KnownIdentifiers
from claimtrail.tickets.masking.mask import mask
from claimtrail.tickets.masking.model import MaskedSpan
from tests.proofs.masking.corpus import KEEP, FakePerson, FakeTicket, Truth


@dataclass(slots=True)
class ClassFigures:
    """Figures of one class."""

    identifiers: int = 0
    missed: int = 0
    masked: int = 0
    wrong: int = 0
    """Masked places with nothing in them that identifies anybody."""

    @property
    def recall(self) -> float:
        """Return the share of the identifiers of which no letter is left."""
        return 1 - self.missed / self.identifiers if self.identifiers else 1.0

    @property
    def precision(self) -> float:
        """Return the share of the masked places that hold an identifier."""
        return 1 - self.wrong / self.masked if self.masked else 1.0


@dataclass(slots=True)
class Figures:
    """Figures of a set of tickets."""

    tickets: int = 0
    letters: int = 0
    by_class: dict[str, ClassFigures] = field(default_factory=dict)
    of_known: int = 0
    """Identifiers that the linked claim has."""
    known_leaks: int = 0
    to_stay: int = 0
    lost: int = 0
    """Texts that had to stay, and did not."""
    errors: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By kind (missed, wrong, lost), class and slot or rule: what tuning looks at."""

    def of(self, safe_harbor: str) -> ClassFigures:
        """Return the figures of a class."""
        return self.by_class.setdefault(safe_harbor, ClassFigures())


def known_of(person: FakePerson) -> KnownIdentifiers:
    """Return what the linked claim has of a patient."""
    return KnownIdentifiers(
        people=(
            ClaimPerson(
                given=person.given,
                middle=person.middle,
                family=person.family,
                birth_date=person.born,
            ),
        ),
        member_ids=(person.member_id,),
        account_numbers=(person.account,),
        record_numbers=(person.mrn,),
        social_security_numbers=(person.ssn,),
        phones=(person.phone,),
        emails=(person.email,),
        streets=(person.street,),
        cities=(person.city,),
        zip_codes=(person.zip_code,),
    )


def measure(tickets: Iterable[FakeTicket]) -> Figures:
    """Return the figures of tickets."""
    figures = Figures()
    for ticket in tickets:
        _count(figures, ticket)
    return figures


def _count(figures: Figures, ticket: FakeTicket) -> None:
    known = known_of(ticket.patient) if ticket.patient else KnownIdentifiers()
    spans = mask(ticket.text, known).spans
    hidden = bytearray(len(ticket.text))
    for span in spans:
        hidden[span.start : span.end] = b"\x01" * (span.end - span.start)
    figures.tickets += 1
    figures.letters += len(ticket.text)
    for truth in ticket.truths:
        if truth.safe_harbor == KEEP:
            _count_kept(figures, truth, hidden)
        else:
            _count_identifier(figures, ticket, truth, hidden)
    for span in spans:
        _count_span(figures, ticket, span)


def _count_identifier(
    figures: Figures, ticket: FakeTicket, truth: Truth, hidden: bytearray
) -> None:
    of_class = figures.of(truth.safe_harbor)
    of_class.identifiers += 1
    is_known = truth.of_patient and ticket.patient is not None
    figures.of_known += is_known
    if not _is_hidden(ticket.text, truth, hidden):
        of_class.missed += 1
        figures.known_leaks += is_known
        figures.errors["missed", truth.safe_harbor, truth.slot] += 1


def _count_kept(figures: Figures, truth: Truth, hidden: bytearray) -> None:
    figures.to_stay += 1
    if any(hidden[truth.start : truth.end]):
        figures.lost += 1
        figures.errors["lost", KEEP, truth.slot] += 1


def _count_span(figures: Figures, ticket: FakeTicket, span: MaskedSpan) -> None:
    of_class = figures.of(span.safe_harbor.value)
    of_class.masked += 1
    if not any(
        truth.start < span.end and span.start < truth.end
        for truth in ticket.truths
        if truth.safe_harbor != KEEP
    ):
        of_class.wrong += 1
        figures.errors["wrong", span.safe_harbor.value, span.rule] += 1


def _is_hidden(text: str, truth: Truth, hidden: bytearray) -> bool:
    return all(hidden[at] or not text[at].isalnum() for at in range(truth.start, truth.end))


LEAST_RECALL = 0.995
LEAST_PRECISION = 0.95


def failures(
    figures: Figures, *, recall: float = LEAST_RECALL, precision: float = LEAST_PRECISION
) -> list[str]:
    """Return what falls short, by class; empty when nothing does."""
    found = [] if not figures.known_leaks else [f"{figures.known_leaks} known identifiers leak"]
    for name, one in sorted(figures.by_class.items()):
        if one.recall < recall:
            found.append(f"{name}: {one.missed} of {one.identifiers} are missed")
        if one.precision < precision:
            found.append(f"{name}: {one.wrong} of {one.masked} masked places are none")
    return found


def table(figures: Figures) -> str:
    """Return the figures as a table of Markdown."""
    rows = [
        f"| {_words(name)} | {one.identifiers:,} | {one.missed:,} | {one.recall:.4f} "
        f"| {one.masked:,} | {one.wrong:,} | {one.precision:.4f} |"
        for name, one in sorted(figures.by_class.items())
    ]
    head = (
        "| Class | Identifiers | Missed | Recall | Masked | Wrong | Precision |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    )
    known = f"Of {figures.of_known:,} identifiers that the linked claim has, {figures.known_leaks}"
    kept = f"Of {figures.to_stay:,} texts that have to stay, {figures.lost} were masked."
    summary = f"{figures.tickets:,} tickets, {figures.letters:,} letters."
    return "\n".join((*head, *rows, "", summary, f"{known} leaked.", kept))


def _words(name: str) -> str:
    return {"addresses_ip": "IP addresses", "ssn": "SSN"}.get(name, name.replace("_", " "))
