"""Correcting a claim before it is sent again: the typed fields are put into its segments.

Put in: patient control number, total charge, facility and frequency codes, the payer's claim number
(REF*F8), diagnoses, statement dates (837I), names, identifiers, birth dates and sexes of subscriber
and patient, payer, filing indicator, billing and rendering provider, and of each line procedure,
modifiers, charge, units, revenue code, days, diagnosis pointers and control number. A value that
did not change leaves its element as it was. The days of an 837P are those of its lines.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from claimtrail.kernel.money import format_x12
from claimtrail.x12.extract.claim_837 import DIAGNOSES
from claimtrail.x12.model import ClaimReference, Person, SubmittedClaim, TransactionType
from claimtrail.x12.write.claim_form import ClaimForm, RetainedSegment
from claimtrail.x12.write.claim_line import corrected_line
from claimtrail.x12.write.retained_segments import (
    CLAIM_ORDER,
    components,
    find,
    put,
    take_out,
    with_element,
)

REPLACEMENT, VOID = "7", "8"
"""CLM05-3, as NUBC's frequency codes have it."""
ORIGINAL_REFERENCE = "F8"
STATEMENT_DATES = "434"
_CODES_PER_HI = 12
_PROFESSIONAL = TransactionType.CLAIM_PROFESSIONAL


def replacement(form: ClaimForm, *, payer_claim_control_number: str) -> ClaimForm:
    """The claim as a replacement (frequency 7) of the one that the payer knows by this number.

    Raises ValueError when the number is empty: a payer cannot tell what is replaced.
    """
    return _again(form, REPLACEMENT, payer_claim_control_number)


def void(form: ClaimForm, *, payer_claim_control_number: str) -> ClaimForm:
    """Return the claim as a cancellation (frequency 8).

    Raises ValueError when the number is empty.
    """
    return _again(form, VOID, payer_claim_control_number)


def _again(form: ClaimForm, frequency_code: str, number: str) -> ClaimForm:
    if not number:
        raise ValueError("a replacement or void needs the payer's claim number")
    claim = form.claim._replace(frequency_code=frequency_code, payer_claim_control_number=number)
    return corrected(form, claim)


def corrected(form: ClaimForm, claim: SubmittedClaim) -> ClaimForm:
    """Return the form with what differs in `claim` put into its segments.

    Raises:
        ValueError: the form has no segment for a field, such as a subscriber without NM1; the text
            names the segment.
    """
    before = form.claim
    segments = list(form.segments)
    segments[0] = _claim_segment(segments[0], before, claim)
    _put_original_reference(segments, claim)
    if claim.diagnoses != before.diagnoses:
        _put_diagnoses(segments, claim, form.transaction_type)
    _put_statement_dates(segments, before, claim)
    segments = _changed(
        segments, "NM1", "82", {9: (before.rendering_provider_npi, claim.rendering_provider_npi)}
    )
    return replace(
        form,
        claim=claim._replace(references=_references(claim)),
        billing=tuple(_billing(form.billing, before, claim)),
        subscriber=tuple(_subscriber(form.subscriber, before, claim)),
        patient=tuple(_patient(form.patient, before, claim)),
        segments=tuple(segments),
        lines=tuple(corrected_line(form, index, line) for index, line in enumerate(claim.lines)),
    )


def _claim_segment(
    clm: RetainedSegment, before: SubmittedClaim, after: SubmittedClaim
) -> RetainedSegment:
    clm = with_element(clm, 1, after.patient_control_number)
    if after.total_charge != before.total_charge:
        clm = with_element(clm, 2, format_x12(after.total_charge))
    facility = [*components(clm, 5), "", "", ""][:3]
    facility[0], facility[2] = after.facility_code, after.frequency_code
    return with_element(clm, 5, tuple(facility))


def _put_original_reference(segments: list[RetainedSegment], claim: SubmittedClaim) -> None:
    number = claim.payer_claim_control_number
    if number:
        put(segments, ("REF", ORIGINAL_REFERENCE, number), CLAIM_ORDER)
    else:
        take_out(segments, "REF", ORIGINAL_REFERENCE, CLAIM_ORDER)


def _references(claim: SubmittedClaim) -> tuple[ClaimReference, ...]:
    """Return what reading the corrected segments gives.

    REF*F8 changed in place, added or taken out.
    """
    number = claim.payer_claim_control_number
    original = ClaimReference(qualifier=ORIGINAL_REFERENCE, value=number)
    known = [item.qualifier == ORIGINAL_REFERENCE for item in claim.references]
    if not number:
        pairs = zip(claim.references, known, strict=True)
        return tuple(item for item, is_original in pairs if not is_original)
    if True not in known:
        return (*claim.references, original)
    first = known.index(True)
    return (*claim.references[:first], original, *claim.references[first + 1 :])


def _put_diagnoses(
    segments: list[RetainedSegment], claim: SubmittedClaim, kind: TransactionType
) -> None:
    """Write the diagnoses again, before the other HI codes; a known code keeps what it was with."""
    health = [segment for segment in segments if segment[0] == "HI"]
    sent = [components(item, n) for item in health for n in range(1, len(item))]
    known = {":".join(parts[:2]): parts for parts in sent}
    wanted = [known.get(name, tuple(name.split(":", 1))) for name in claim.diagnoses]
    others = [
        segment
        for segment in health
        if not all(components(segment, n)[0] in DIAGNOSES for n in range(1, len(segment)))
    ]
    first = segments.index(health[0]) if health else _place_of_health(segments)
    segments[:] = [segment for segment in segments if segment[0] != "HI"]
    segments[first:first] = [*_health(wanted, kind), *others]


def _place_of_health(segments: list[RetainedSegment]) -> int:
    before = CLAIM_ORDER[: CLAIM_ORDER.index("HI")]
    return sum(1 for _ in _while(segments, lambda segment: segment[0] in before))


def _while(
    segments: Sequence[RetainedSegment], holds: Callable[[RetainedSegment], bool]
) -> list[RetainedSegment]:
    for index, segment in enumerate(segments):
        if not holds(segment):
            return list(segments[:index])
    return list(segments)


def _health(codes: list[tuple[str, ...]], kind: TransactionType) -> list[RetainedSegment]:
    """HI segments: one for all in an 837P, one for each qualifier in an 837I."""
    if kind is _PROFESSIONAL:
        return [("HI", *codes)] if codes else []
    written: list[RetainedSegment] = []
    for code in codes:
        last = written[-1] if written else None
        alike = last is not None and components(last, 1)[0] == code[0]
        if alike and last is not None and len(last) <= _CODES_PER_HI:
            written[-1] = (*last, code)
        else:
            written.append(("HI", code))
    return written


def _put_statement_dates(
    segments: list[RetainedSegment], before: SubmittedClaim, after: SubmittedClaim
) -> None:
    found = find(segments, "DTP", STATEMENT_DATES)
    same = (before.service_from, before.service_to) == (after.service_from, after.service_to)
    if found is None or same or after.service_from is None or after.service_to is None:
        return
    first, last = f"{after.service_from:%Y%m%d}", f"{after.service_to:%Y%m%d}"
    segments[found] = ("DTP", STATEMENT_DATES, "RD8", f"{first}-{last}")


def _billing(
    segments: Sequence[RetainedSegment], before: SubmittedClaim, after: SubmittedClaim
) -> list[RetainedSegment]:
    changes = {
        3: (before.billing_provider_name, after.billing_provider_name),
        9: (before.billing_provider_npi, after.billing_provider_npi),
    }
    return _changed(segments, "NM1", "85", changes)


def _subscriber(
    segments: Sequence[RetainedSegment], before: SubmittedClaim, after: SubmittedClaim
) -> list[RetainedSegment]:
    filing = {9: (before.claim_filing_indicator, after.claim_filing_indicator)}
    payer = {
        3: (before.payer_name, after.payer_name),
        9: (before.payer_identifier, after.payer_identifier),
    }
    written = _changed(segments, "SBR", "", filing)
    written = _changed(written, "NM1", "PR", payer)
    return _person(written, "IL", before.subscriber, after.subscriber)


def _patient(
    segments: Sequence[RetainedSegment], before: SubmittedClaim, after: SubmittedClaim
) -> list[RetainedSegment]:
    """Raises ValueError when the subscriber was the patient and is not any more."""
    if not segments:
        if after.patient != after.subscriber:
            raise ValueError("the claim has no NM1*QC for its patient")
        return []
    return _person(segments, "QC", before.patient, after.patient)


def _person(
    segments: Sequence[RetainedSegment], entity: str, before: Person, after: Person
) -> list[RetainedSegment]:
    names = {
        3: (before.last_name, after.last_name),
        4: (before.first_name, after.first_name),
        9: (before.member_id, after.member_id),
    }
    written = _changed(segments, "NM1", entity, names)
    born = after.birth_date
    demographics = {
        2: (before.birth_date, born),
        3: (before.sex, after.sex),
    }
    if all(old == new for old, new in demographics.values()):
        return written
    named = find(written, "NM1", entity)
    place = find(written[named or 0 :], "DMG")
    if place is None or born is None:
        raise ValueError("the claim has no DMG for a person's birth date")
    place += named or 0
    dmg = with_element(written[place], 2, f"{born:%Y%m%d}")
    written[place] = with_element(dmg, 3, after.sex)
    return written


def _changed(
    segments: Sequence[RetainedSegment],
    identifier: str,
    qualifier: str,
    changes: dict[int, tuple[str, str]],
) -> list[RetainedSegment]:
    """Return the segments with elements of one of them changed, by element number.

    Before and after.
    """
    written = list(segments)
    differing = {number: new for number, (old, new) in changes.items() if old != new}
    if not differing:
        return written
    found = find(written, identifier, qualifier)
    if found is None:
        raise ValueError(f"the claim has no {identifier} {qualifier}".rstrip())
    for number, value in differing.items():
        written[found] = with_element(written[found], number, value)
    return written
