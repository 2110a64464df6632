"""Identifiers are deterministic, opaque, and the same however a payer echoes the number."""

import pytest

from claimtrail.kernel.ids import claim_id, event_id, file_id

SECRET = b"0123456789abcdef0123456789abcdef"


def an_id(number: str, *, secret: bytes = SECRET, organization: str = "org") -> str:
    return claim_id(secret=secret, organization_id=organization, patient_control_number=number)


def test_the_same_number_finds_the_same_claim_however_it_is_spaced_or_cased() -> None:
    assert an_id("zt 1001 ") == an_id("ZT1001")


def test_ids_differ_by_organization_secret_and_number() -> None:
    ids = {
        an_id("ZT1001"),
        an_id("ZT1002"),
        an_id("ZT1001", organization="other"),
        an_id("ZT1001", secret=b"f" * 32),
    }
    assert len(ids) == 4


def test_nothing_readable_shows_in_an_id() -> None:
    assert "1001" not in an_id("ZT1001")


@pytest.mark.parametrize(("number", "secret"), [("  ", SECRET), ("ZT1", b"short")])
def test_an_empty_number_or_a_short_secret_is_refused(number: str, secret: bytes) -> None:
    with pytest.raises(ValueError, match=r"empty|32 bytes"):
        an_id(number, secret=secret)


def test_an_event_is_named_by_its_place_in_the_payers_bytes() -> None:
    first = event_id(sha256="ab" * 32, offset=106, kind="remitted")
    assert first == event_id(sha256="ab" * 32, offset=106, kind="remitted")
    assert first != event_id(sha256="ab" * 32, offset=107, kind="remitted")
    assert first != event_id(sha256="ab" * 32, offset=106, kind="submitted")


def test_the_same_content_has_the_same_file_id() -> None:
    assert file_id("ab" * 32) == "fil_" + "ab" * 12
