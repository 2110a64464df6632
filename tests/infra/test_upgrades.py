"""This tree can be deployed over the last release: nothing that holds data is replaced."""

from itertools import pairwise

import pytest

from claimtrail.bootstrap.stacks import STACK_NAMES, stack_name
from infra.upgrades.assembly import read_release
from infra.upgrades.behavior import specified
from infra.upgrades.check import findings
from tests.harness.templates.releases import MOST_BYTES, RELEASES, kept, last_release
from tests.harness.templates.templates import Synthesized

ACCEPTED: dict[str, str] = {}
"""Place to the reason for which a finding there is meant; a release empties it."""


@pytest.mark.parametrize("name", ["prod", "local"])
def test_the_last_release_can_be_upgraded_to_this_tree(
    name: str, prod: Synthesized, local: Synthesized
) -> None:
    synthesized = {"prod": prod, "local": local}[name]

    found = findings(read_release(kept(name)), read_release(synthesized.folder), specified())

    left = [str(one.explanation()) for one in found if one.where not in ACCEPTED]
    assert left == [], f"against {last_release()}: docs/upgrades.md says what to do"


def test_kept_releases_are_small() -> None:
    archives = list(RELEASES.glob("*/*.tar.xz"))
    assert {path.name for path in archives} == {"prod.tar.xz", "local.tar.xz"}
    assert sum(path.stat().st_size for path in archives) < MOST_BYTES


def test_stacks_lock_nothing_of_one_another(stage: Synthesized) -> None:
    """An export that is imported can neither change nor go."""
    release = read_release(stage.folder)
    reads = {read for one in release.stacks.values() for read in one.reads}

    assert reads
    assert {read.export for read in reads} == {None}


def test_readers_of_records_are_deployed_before_their_writers(stage: Synthesized) -> None:
    release = read_release(stage.folder)
    names = [stack_name(stage.stage, name) for name in STACK_NAMES]

    for before, after in pairwise(names):
        assert before in release.stacks[after].dependencies
    places = {name: place for place, name in enumerate(STACK_NAMES)}
    # Rows: recorded and compacted before they are published; facts: folded before they are written.
    assert places["audit"] < places["analytics"] < places["workflow"] < places["intake"]


def test_types_that_hold_data_are_known_as_such(prod: Synthesized) -> None:
    known = specified()
    types = {
        body["Type"]
        for stack in read_release(prod.folder).stacks.values()
        for body in stack.resources.values()
        if body.get("DeletionPolicy", "").startswith("Retain")
    }

    assert types
    assert {type_ for type_ in types if not known.of(type_).is_stateful} == set()


def test_a_function_is_updated_after_those_that_read_what_it_writes(local: Synthesized) -> None:
    functions = {body.handler: body for body in local.resources("AWS::Lambda::Function")}

    def before(name: str) -> set[str]:
        waits = set(functions[name].body.get("DependsOn", ()))
        return {other for other, body in functions.items() if body.logical_id in waits}

    assert before("queue_arrival") == {"receive_file"}
    assert before("receive_file") == {"ingest_transactions"}
    assert "publish_changes" in before("project_claims")
    assert before("publish_changes") == before("ingest_transactions") == set()


@pytest.mark.parametrize("name", ["prod", "local"])
def test_the_last_release_can_be_deployed_again_over_this_tree(
    name: str, prod: Synthesized, local: Synthesized
) -> None:
    """The way back, as far as CloudFormation is concerned."""
    synthesized = {"prod": prod, "local": local}[name]

    found = findings(read_release(synthesized.folder), read_release(kept(name)), specified())

    assert [str(one.explanation()) for one in found] == []
