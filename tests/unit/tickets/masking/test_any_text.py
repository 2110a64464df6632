"""Masking of any text at all: it never fails, and masking twice shows nothing more."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claimtrail.tickets.masking.known import ClaimPerson, KnownIdentifiers
from claimtrail.tickets.masking.mask import mask
from claimtrail.tickets.masking.model import PLACEHOLDERS

pytestmark = pytest.mark.capability("T6.1")

_PLACEHOLDERS = " ".join(PLACEHOLDERS.values())
_SAMPLES = st.sampled_from(
    (
        "dob 3/7/58",
        "PID|1||9^^^A|",
        "W-A-N-D-A",
        "NM1*IL*1*",
        "ext 9",
        "is ninety",
        "(01)",
        "\n",
        ", ",
    )
)
_TEXTS = st.lists(st.one_of(st.text(max_size=30), _SAMPLES), max_size=8).map(" ".join)
_WORDS = st.text(max_size=12)
_KNOWN = st.builds(
    KnownIdentifiers,
    people=st.tuples(
        st.builds(
            ClaimPerson,
            given=_WORDS,
            middle=_WORDS,
            family=_WORDS,
            birth_date=st.none() | st.dates(min_value=date(1900, 1, 1)),
        )
    ),
    member_ids=st.tuples(_WORDS),
    social_security_numbers=st.tuples(_WORDS),
    phones=st.tuples(_WORDS),
    emails=st.tuples(_WORDS),
    streets=st.tuples(_WORDS),
    cities=st.tuples(_WORDS),
    zip_codes=st.tuples(_WORDS),
)


@settings(max_examples=40, deadline=None)
@given(text=_TEXTS, known=_KNOWN)
@example(
    text="ဦး 東京 İstanbul ß", known=KnownIdentifiers(people=(ClaimPerson(given="東", family="ß"),))
)
def test_any_text_is_masked_without_an_error(text: str, known: KnownIdentifiers) -> None:
    spans = mask(text, known).spans

    places = [place for span in spans for place in (span.start, span.end)]
    assert places == sorted(places)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@settings(max_examples=40, deadline=None)
@given(text=_TEXTS, known=_KNOWN)
def test_masking_a_masked_text_shows_nothing_more(text: str, known: KnownIdentifiers) -> None:
    once = mask(text, known).text
    twice = mask(once, known).text

    person = known.people[0]
    for name in (person.given, person.family, *known.member_ids):
        if name and name not in once and name not in _PLACEHOLDERS:
            assert name not in twice
