"""Stored documents are packed with a dictionary that never changes, and always can be read."""

import hashlib
import zlib

import pytest

from claimtrail.aws.core.dynamo.packing import dictionary, pack, stored_size, unpack
from claimtrail.claims.projection.projection import project
from claimtrail.claims.store import documents
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, NOW, accepted_claim
from tests.twins.claims import MemoryClaimStore

FROZEN = {1: "5a3af1f50aa38c3257f6c5b0fc6827097e41debfb42ad42fe99626910edab235"}
"""By number, as they were released: whoever changes one cannot read what was packed with it."""


def _document() -> str:
    store = MemoryClaimStore()
    store.append_events(accepted_claim())
    change = project(CLAIM_ID, store=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    assert change is not None
    return documents.dump_change(change)


@pytest.mark.capability("C3.5")
@pytest.mark.parametrize("text", ["", "{}", "\u00e9\u4e16" * 500, _document()])
def test_what_was_packed_is_unpacked(text: str) -> None:
    assert unpack(pack(text)) == text


@pytest.mark.capability("C3.5")
def test_what_was_deflated_without_a_dictionary_is_read_on() -> None:
    assert unpack(zlib.compress(_document().encode())) == _document()


@pytest.mark.capability("C3.5")
def test_a_dictionary_that_is_not_known_is_refused() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS, 9, 0, b"another dictionary")
    data = packer.compress(b"a document of some length") + packer.flush()

    with pytest.raises(zlib.error, match="dictionary that this version does not have"):
        unpack(data)


@pytest.mark.capability("C3.5")
def test_a_dictionary_is_what_it_was_when_it_was_released() -> None:
    assert {number: hashlib.sha256(dictionary(number)).hexdigest() for number in FROZEN} == FROZEN


def test_a_claims_document_takes_two_thirds_of_what_deflating_alone_leaves() -> None:
    """Nearer to it, a dictionary of the fields of today is due: read in a release, then used."""
    assert stored_size(_document()) < 0.65 * len(zlib.compress(_document().encode(), 9))
