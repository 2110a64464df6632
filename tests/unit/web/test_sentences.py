"""Sentences on pages: days as people write them, commands as code, and nothing as HTML."""

import pytest

from claimtrail.web.core.cells import shown
from claimtrail.web.core.lists.columns import CellKind
from claimtrail.web.core.words import coded, sentence

pytestmark = pytest.mark.capability("C8.7")


def test_a_command_is_code_and_its_text_is_escaped() -> None:
    assert coded("Type `claimtrail trail <b>`, then <i>wait</i>.") == (
        "Type <code>claimtrail trail &lt;b&gt;</code>, then &lt;i&gt;wait&lt;/i&gt;."
    )
    assert coded("one ` alone") == "one ` alone"


def test_a_list_shows_a_sentence_as_a_page_does() -> None:
    text = "Appeal by 2026-12-04: `claimtrail appeal clm_1`."

    assert shown(CellKind.SENTENCE, text) == sentence(text)
    assert sentence(text) == "Appeal by Dec 4, 2026: <code>claimtrail appeal clm_1</code>."
