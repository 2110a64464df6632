"""Remembered steps through a loop are those of the walk that counts everything."""

from datetime import date
from random import Random

import pytest

from claimtrail.x12.fast_path import walk_states
from claimtrail.x12.fast_path.claim_takes import READING
from claimtrail.x12.fast_path.memo import DoubtError
from claimtrail.x12.fast_path.rows import MOST_ROWS, Rows
from claimtrail.x12.fast_path.walk_states import WalkGraph, WalkState
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.guide import Guide, Node, load_guide
from claimtrail.x12.guides.segment_shapes import ELEMENT
from claimtrail.x12.validate.guide_walker import GuideWalker

pytestmark = pytest.mark.capability("C2.3")
SETS = CodeSets(date(2026, 3, 3))
VERSIONS = ("005010X222A1", "005010X223A2")


def graph_of(guide: Guide) -> WalkGraph:
    return WalkGraph(guide, SETS, READING)


def level_of(guide: Guide, level: str) -> Node:
    [node] = [node for node in guide.nodes if node.id == "HL" and level in (node.key or ())]
    return node


def heads_of(guide: Guide) -> list[str]:
    """Every segment of the guide by its head, HL left out."""
    heads = {
        f"{node.id}{ELEMENT}{key}" if guide.key_places.get(node.id) else node.id
        for node in guide.nodes
        if node.shape is not None and node.id != "HL"
        for key in (sorted(node.key) if node.key else [""])
    }
    return sorted(heads)


class Counted:
    """The same walk with all its counts."""

    def __init__(self, guide: Guide, level: str) -> None:
        self._walker = GuideWalker(guide.identifier, guide.version, lambda _shape, _elements: 0)
        opener = level_of(guide, level)
        self._walker.node = opener
        self._walker._counts[opener.number] = 1
        self._loop = guide.loop_of(opener)

    def step(self, head: str) -> Node | None:
        segment_id, _, key = head.partition(ELEMENT)
        route = self._walker.step(segment_id, key, [])
        if route is None or route.is_doubtful or any(self._walker.faults(route)):
            return None
        target = route.target
        return target if self._loop.number < target.number < self._loop.end else None


def remembered(state: WalkState, head: str) -> WalkState | None:
    try:
        return state[head]
    except DoubtError:
        return None


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("level", ["20", "22", "23"])
def test_steps_are_those_of_the_walk_that_counts_everything(version: str, level: str) -> None:
    guide = load_guide("837", version)
    graph, heads, chance = graph_of(guide), heads_of(guide), Random(level)  # noqa: S311 - repeatable
    steps = 0
    for _ in range(60):
        taken: list[str] = []
        state = graph.opener(level)
        for _ in range(40):
            allowed = [head for head in heads if remembered(state, head) is not None]
            tried = (
                chance.choice(allowed or heads) if chance.random() < 0.9 else chance.choice(heads)
            )
            counted = Counted(guide, level)
            for head in taken:
                counted.step(head)
            expected, following = counted.step(tried), remembered(state, tried)
            assert (following.node if following is not None else None) is expected, [*taken, tried]
            if following is None:
                break
            taken.append(tried)
            state = following
            steps += 1
    assert steps > 200


def test_states_are_few_whatever_the_order_of_what_a_file_may_leave_out() -> None:
    guide = load_guide("837", VERSIONS[0])
    graph = graph_of(guide)
    chance = Random(1)  # noqa: S311 - repeatable
    references = [f"REF{ELEMENT}{key}" for key in ("D9", "G1", "EA", "9F", "X4")]
    for _ in range(500):
        state = graph.opener("22")
        kept = [head for head in references if chance.random() < 0.5]
        chance.shuffle(kept)
        for head in (f"SBR{ELEMENT}P", f"NM1{ELEMENT}IL", f"NM1{ELEMENT}PR", "CLM", *kept):
            state = state[head]
        state[f"HI{ELEMENT}ABK"]
    assert len(graph._states) < 100


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk_states, "MOST_STATES", 3)
    guide = load_guide("837", VERSIONS[0])
    graph = graph_of(guide)
    state = graph.opener("22")
    for head in (f"SBR{ELEMENT}P", f"NM1{ELEMENT}IL", "N3", "N4", f"NM1{ELEMENT}PR", "CLM"):
        state = state[head]
        assert len(graph._states) <= 3
    [shape] = {
        node.shape.id: node.shape for node in guide.nodes if node.shape and node.id == "N3"
    }.values()
    rows = Rows(shape, SETS)
    for number in range(MOST_ROWS * 20):
        assert rows[f"N3{ELEMENT}{number} HILL ROAD"] == ["N3", f"{number} HILL ROAD", ""]
        assert len(rows) <= MOST_ROWS


@pytest.mark.parametrize(
    "text",
    [
        "N4*SPRINGFIELD*XX*62701",
        "N4*SPRINGFIELD*IL*62701*",
        "N4*SPRINGFIELD *IL*62701",
        "N4*SPRINGFIELD*IL*62701***X",
    ],
)
def test_a_segment_of_which_anything_is_reported_is_not_taken(text: str) -> None:
    guide = load_guide("837", VERSIONS[0])
    [place] = [
        node for node in guide.nodes if node.id == "N4" and guide.loop_of(node).id == "2010BB"
    ]
    assert place.shape is not None
    rows = Rows(place.shape, SETS)
    for warm in range(40):
        rows[f"N4*SPRINGFIELD*IL*{62701 + warm}".replace("*", ELEMENT)]

    with pytest.raises(DoubtError):
        rows[text.replace("*", ELEMENT)]
