"""`TermStore` in every claim store: payers' words under review."""

import pytest

from claimtrail.kernel.errors import ConflictError
from tests.contract.claims.conftest import Store
from tests.harness.claims.claim_events import (
    NOW,
    PAYER,
)


@pytest.mark.capability("C3.1")
def test_a_payers_words_wait_for_review_and_are_decided_once(store: Store) -> None:
    store.append_terms("clm_a", payer_id=PAYER, words=["ODD", "IN LIMBO"])
    store.append_terms("clm_b", payer_id=PAYER, words=["ODD"])
    store.append_terms("clm_b", payer_id=PAYER, words=["ODD"])

    found = store.terms_of(PAYER)

    assert [(review.term, review.version) for review in found] == [("IN LIMBO", 1), ("ODD", 1)]
    assert store.claims_saying("ODD", payer_id=PAYER) == ["clm_a", "clm_b"]
    assert store.claims_saying("ODD", payer_id="cedar-medicare") == []
    assert store.terms_of("cedar-medicare") == []

    decided = found[1].decided(means="F1", by="user:jane", at=NOW, why="guide")
    store.save_term(decided)
    store.append_terms("clm_c", payer_id=PAYER, words=["ODD"])

    assert store.terms_of(PAYER)[1] == decided
    with pytest.raises(ConflictError, match="TERM_CONFLICT"):
        store.save_term(decided)
