"""One suite for both stores of originals, and for both of unknown errors."""

from datetime import timedelta

import pytest

from claimtrail.aws.tickets.originals import DynamoOriginalTexts
from claimtrail.aws.tickets.unknown_errors import DynamoUnknownErrors
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.retention import Store
from claimtrail.tickets.error_texts.table import ErrorSource
from claimtrail.tickets.error_texts.unknown import UnknownError, UnknownErrors
from claimtrail.tickets.originals import OriginalText, OriginalTexts
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.aws.tables import make_table
from tests.harness.escalations.pending_claims import NOW
from tests.twins.tickets import MemoryOriginalTexts, MemoryUnknownErrors

DYNAMO = pytest.param("dynamodb", marks=pytest.mark.cloud)


@pytest.fixture(params=["memory", DYNAMO])
def originals(request: pytest.FixtureRequest) -> OriginalTexts:
    if request.param == "memory":
        return MemoryOriginalTexts()
    client = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoOriginalTexts(client, make_claim_table(client))


@pytest.fixture(params=["memory", DYNAMO])
def unknown(request: pytest.FixtureRequest) -> UnknownErrors:
    if request.param == "memory":
        return MemoryUnknownErrors()
    client = request.getfixturevalue("cloud").client("dynamodb")
    return DynamoUnknownErrors(
        client,
        operations_table=make_table(client, Store.OPERATIONS_TABLE),
        claim_table=make_claim_table(client),
    )


def _original(original_id: str, *, minutes: int = 0, words: str = "Summer Page") -> OriginalText:
    return OriginalText(
        original_id=original_id,
        ticket_id="tkt_one",
        claim_id="clm_one",
        at=NOW + timedelta(minutes=minutes),
        by="user:ann",
        field="note",
        masked="[name]",
        words=words,
    )


def _error(error_id: str, *, version: int = 1, minutes: int = 0) -> UnknownError:
    return UnknownError(
        error_id=error_id,
        version=version,
        source=ErrorSource.HTTP,
        code="418",
        count=version,
        first_at=NOW,
        last_at=NOW + timedelta(minutes=minutes),
        sha256="0" * 64,
    )


@pytest.mark.capability("T6.1")
def test_originals_come_in_order_and_the_first_of_an_id_stays(originals: OriginalTexts) -> None:
    originals.keep(_original("orig_b", minutes=2))
    originals.keep(_original("orig_a", minutes=1))
    originals.keep(_original("orig_a", minutes=1, words="another"))

    assert originals.of_ticket("tkt_one") == [
        _original("orig_a", minutes=1),
        _original("orig_b", minutes=2),
    ]
    assert originals.of_ticket("tkt_two") == []


@pytest.mark.capability("T2.3")
def test_unknown_errors_grow_by_versions_and_their_text_is_the_last(unknown: UnknownErrors) -> None:
    unknown.save(_error("uer_a"), raw="first")
    unknown.save(_error("uer_b", minutes=1), raw="other")
    unknown.save(_error("uer_a", version=2, minutes=2), raw="second")

    assert unknown.list_all() == [_error("uer_a", version=2, minutes=2), _error("uer_b", minutes=1)]
    assert unknown.get("uer_a") == _error("uer_a", version=2, minutes=2)
    assert (unknown.raw_of("uer_a"), unknown.raw_of("uer_none")) == ("second", "")
    with pytest.raises(ConflictError):
        unknown.save(_error("uer_a", version=2), raw="late")
    assert unknown.get("uer_none") is None


@pytest.mark.capability("T2.3")
def test_an_error_that_is_a_code_alone_leaves_no_text_and_takes_none_away(
    unknown: UnknownErrors,
) -> None:
    unknown.save(_error("uer_a"), raw="")
    unknown.save(_error("uer_b"), raw="kept")
    unknown.save(_error("uer_b", version=2), raw="")

    assert (unknown.raw_of("uer_a"), unknown.raw_of("uer_b")) == ("", "kept")
