"""Errors in plain words, and the review of those that nobody has explained."""

import hashlib

import pytest

from claimtrail.claims.fold.review.hold_deadlines import HoldReason
from claimtrail.tickets.error_texts.table import ErrorSource, error_table, plain_code, table_of
from claimtrail.tickets.error_texts.unknown import ErrorReview
from tests.harness.escalations.pending_claims import NOW
from tests.twins.tickets import MemoryUnknownErrors

pytestmark = pytest.mark.capability("T2.3")

RAW = "Member Maria Lopez, id W123456789: teapot at 10:41"


@pytest.fixture
def store() -> MemoryUnknownErrors:
    return MemoryUnknownErrors()


@pytest.fixture
def review(store: MemoryUnknownErrors) -> ErrorReview:
    return ErrorReview(table=error_table(), store=store, clock=lambda: NOW)


@pytest.mark.parametrize(
    ("source", "code", "text", "title"),
    [
        ("277CA", "A3:33", "", "Subscriber not found"),
        ("277CA", "A8:116", "", "Claim rejected for its relations"),
        ("277CA", "A3:999", "", "Claim not taken by the payer's front end"),
        ("http", "503", "", "Payer's system is down"),
        ("http", "SSLError", "certificate has expired", "Connection to the payer failed"),
        ("sftp", "SSH", "Permission denied (publickey)", "SFTP key or password is refused"),
        ("hl7", "204", "", "EHR: record is not known"),
    ],
)
def test_an_error_is_found_by_code_then_by_its_text(
    source: str, code: str, text: str, title: str
) -> None:
    found = error_table().find(ErrorSource(source), code, text)

    assert found is not None
    assert found.title == title
    assert found.steps


def test_every_source_has_entries_and_every_reason_of_holding_one() -> None:
    assert {one.source for one in error_table().entries()} == set(ErrorSource)
    for reason in HoldReason:
        assert error_table().find(ErrorSource.EXCEPTION, reason) is not None


def test_no_entry_is_there_twice_or_has_a_pattern_that_is_none() -> None:
    entry = '[[error]]\nsource="http"\ncode="1"\ntitle="t"\ncause="c"\nowner="q"\nsteps=["s"]\n'

    with pytest.raises(ValueError, match="twice"):
        table_of(entry + entry)
    with pytest.raises(ValueError, match="pattern"):
        table_of(f'{entry}pattern="("\n')


def test_an_unknown_error_is_counted_and_no_word_of_it_is_open(
    review: ErrorReview, store: MemoryUnknownErrors
) -> None:
    for _ in range(2):
        said = review.explain(ErrorSource.HTTP, "418", RAW)

    (entry,) = store.list_all()
    assert (entry.count, entry.code, entry.version) == (2, "418", 2)
    assert entry.sha256 == hashlib.sha256(RAW.encode()).hexdigest()
    assert store.raw_of(entry.error_id) == RAW
    for shown in (entry.model_dump_json(), said.model_dump_json()):
        assert not any(word in shown for word in ("Lopez", "W123456789", "teapot"))


def test_without_a_code_errors_of_one_form_are_one(
    review: ErrorReview, store: MemoryUnknownErrors
) -> None:
    review.explain(ErrorSource.AS2, "", "Member Maria Lopez, id W123456789: failed at 17")
    review.explain(ErrorSource.AS2, "", "Member Jorge Garcia, id W987654321: failed at 4711")
    review.explain(ErrorSource.AS2, "", "something else")

    assert sorted(one.count for one in store.list_all()) == [1, 2]


def test_a_text_in_place_of_a_code_is_no_code(
    review: ErrorReview, store: MemoryUnknownErrors
) -> None:
    said = review.explain(ErrorSource.SOAP, "Maria Lopez not found", RAW)

    assert said.title == "Unknown soap error"
    assert store.list_all()[0].code == ""
    assert plain_code("A3:21") == "A3:21"


def test_a_known_error_opens_no_review(review: ErrorReview, store: MemoryUnknownErrors) -> None:
    assert review.explain(ErrorSource.HTTP, "429", RAW).retryable
    assert store.list_all() == []
