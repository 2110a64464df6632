"""Masking, measured on tickets whose templates, styles and names were held apart from tuning."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.harness.effort import times
from tests.proofs.masking.__main__ import BLIND_SEED, PAGE, SEED, TICKETS
from tests.proofs.masking.blind.styles import STYLE as BLIND
from tests.proofs.masking.corpus import Style, lines_of, templates_of, tickets
from tests.proofs.masking.evaluation.styles import STYLE as EVALUATION
from tests.proofs.masking.measure import failures, measure
from tests.proofs.masking.second_blind.styles import STYLE as SECOND_BLIND
from tests.proofs.masking.third_blind.styles import STYLE as THIRD_BLIND
from tests.proofs.masking.tuning.styles import STYLE as TUNING

pytestmark = pytest.mark.capability("T6.1")

_RECALL_OF_A_SAMPLE = 0.97
"""A sample has some classes a hundred times alone; `make masking` holds each to 0.995."""


_OF_PROGRAMS = {"Traceback (most recent call last):"}
"""Lines that no author of a set has written."""


def test_a_sample_is_masked_and_nothing_known_leaks() -> None:
    figures = measure(tickets(EVALUATION, count=min(times(600), TICKETS), seed=SEED))

    assert failures(figures, recall=_RECALL_OF_A_SAMPLE) == []
    assert figures.known_leaks == 0
    assert figures.lost <= figures.to_stay / 200


def test_nothing_known_leaks_from_a_sample_of_the_blind_set() -> None:
    figures = measure(tickets(BLIND, count=min(times(360), TICKETS), seed=BLIND_SEED))

    assert figures.of_known > 0
    assert figures.known_leaks == 0


@pytest.mark.parametrize(
    ("blind", "others"),
    [
        (BLIND, (EVALUATION, TUNING)),
        (SECOND_BLIND, (BLIND, EVALUATION, TUNING)),
        (THIRD_BLIND, (SECOND_BLIND, BLIND, EVALUATION, TUNING)),
    ],
)
def test_a_blind_set_has_no_line_of_the_other_sets(blind: Style, others: tuple[Style, ...]) -> None:
    theirs = set().union(*(_lines(templates_of(one.folder).values()) for one in others))

    assert _lines(templates_of(blind.folder).values()) & theirs <= _OF_PROGRAMS


def test_tuning_and_evaluation_have_nothing_in_common() -> None:
    ours, theirs = templates_of(EVALUATION.folder), templates_of(TUNING.folder)

    assert not set(ours.values()) & set(theirs.values())
    assert not _lines(ours.values()) & _lines(theirs.values())
    for kind in ("given", "family", "cities", "streets"):
        assert not _names(EVALUATION.folder, kind) & _names(TUNING.folder, kind)


def test_the_page_has_the_figures_of_the_last_full_run() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert f"{TICKETS:,} tickets" in page
    parts = re.findall(r"<!-- begin: .*? -->\n(.*?)<!-- end: ", page, re.DOTALL)
    leaked = re.findall(r"linked claim has, (\S+)\s+leaked", "".join(parts))
    assert len(leaked) >= 2
    assert set(leaked) == {"0"}


def _lines(templates: Iterable[str]) -> set[str]:
    found = {line for text in templates for line in text.split("\n")}
    return {line for line in found if len(line) > 25}


def _names(folder: Path, kind: str) -> set[str]:
    paths = (folder / "names").glob(f"{kind}*.txt")
    return {name for path in paths for name in lines_of(path)}
