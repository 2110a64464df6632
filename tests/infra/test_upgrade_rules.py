"""The check of an upgrade refuses what loses data or gets stuck, and passes what is harmless.

Each mutation is made on the templates of the last release, for resources drawn by seed.
"""

import json

import pytest

from infra.upgrades.behavior import specified
from infra.upgrades.check import RULES
from infra.upgrades.model import Release
from tests.harness.upgrades.harmless import HARMLESS, weak_and_strong
from tests.harness.upgrades.mutated import (
    AUDIT,
    INTAKE,
    OLD,
    STORAGE,
    WORKFLOW,
    Mutation,
    dice_of,
    drawn,
    found,
    release_of,
    resources,
    stacks_of,
)
from tests.harness.upgrades.refused import MUTATIONS

SEEDS = range(3)
REFUSED = [
    pytest.param(code, mutation, seed, id=f"{code}-{mutation.__name__}-{seed}")
    for code, mutations in MUTATIONS.items()
    for mutation in mutations
    for seed in SEEDS
]


@pytest.mark.parametrize(("code", "mutation", "seed"), REFUSED)
def test_what_loses_data_or_gets_stuck_is_refused_where_it_stands(
    code: str, mutation: Mutation, seed: int
) -> None:
    stacks = stacks_of(OLD)

    where = mutation(stacks, dice_of(seed))

    of_the_kind = [finding for finding in found(stacks) if finding.code == code]
    assert of_the_kind
    assert not where or where in {finding.where for finding in of_the_kind}
    for finding in of_the_kind:
        assert finding.what
        assert finding.next_step.endswith(".")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mutation", HARMLESS, ids=lambda mutation: mutation.__name__)
def test_what_cloudformation_does_in_place_passes(mutation: Mutation, seed: int) -> None:
    stacks = stacks_of(OLD)

    mutation(stacks, dice_of(seed))

    assert found(stacks) == ()


def test_the_same_release_again_is_no_change() -> None:
    assert found(stacks_of(OLD)) == ()


def weak() -> Release:
    """The last release with weak references alone."""
    stacks = stacks_of(OLD)
    weak_and_strong(stacks, dice_of(0))
    for each in stacks.values():
        outputs = each["template"].get("Outputs", {})
        for name in [name for name in outputs if "Export" in outputs[name]]:
            del outputs[name]
    return release_of(stacks)


def test_without_imports_nothing_is_locked() -> None:
    stacks = stacks_of(weak())
    del stacks[AUDIT]["template"]["Outputs"]
    text = json.dumps({name: stacks[name] for name in stacks if name != AUDIT})
    readers = json.loads(text.replace('"Fn::GetStackOutput"', '"Fn::Given"'))

    assert found({AUDIT: stacks[AUDIT], **readers}, weak()) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_resource_that_others_read_is_not_taken_away_under_them(seed: int) -> None:
    old = weak()
    stacks = stacks_of(old)
    stack, logical_id, _ = drawn(
        {INTAKE: stacks[INTAKE], WORKFLOW: stacks[WORKFLOW]}, dice_of(seed), "AWS::SQS::Queue"
    )
    if "DeadLetters" not in logical_id:
        stack, logical_id = STORAGE, "BusEA82B648"
    del resources(stacks, stack)[logical_id]

    codes = {finding.code: finding.where for finding in found(stacks, old)}

    assert codes["READ_RESOURCE_REMOVED"] == f"{stack}/{logical_id}"


def test_a_value_that_changes_behind_its_name_is_refused() -> None:
    old = weak()
    stacks = stacks_of(old)
    resources(stacks, STORAGE)["BusEA82B648"]["Properties"]["Name"] = "another"

    codes = {finding.code for finding in found(stacks, old)}

    assert codes == {"OUTPUT_CHANGES_UNSEEN"}


def test_a_resource_that_names_a_replaced_one_is_replaced_with_it() -> None:
    """An account's server is for good: another server is another account."""
    stacks = stacks_of(OLD)
    [server] = [
        name
        for name, body in resources(stacks, INTAKE).items()
        if body["Type"] == "AWS::Transfer::Server"
    ]
    resources(stacks, INTAKE)[server]["Properties"]["Domain"] = "EFS"

    replaced = {
        resources(stacks, INTAKE)[finding.subject]["Type"]
        for finding in found(stacks)
        if finding.code == "STATEFUL_REPLACED"
    }

    assert replaced == {"AWS::Transfer::Server", "AWS::Transfer::User"}


def test_every_rule_and_every_code_has_a_mutation() -> None:
    by_hand = {"READ_RESOURCE_REMOVED", "OUTPUT_CHANGES_UNSEEN"}
    assert len(MUTATIONS.keys() | by_hand) == 17
    assert len(RULES) == 16


def test_the_specification_knows_every_type_that_is_deployed() -> None:
    known = specified()
    types = {body["Type"] for stack in OLD.stacks.values() for body in stack.resources.values()}
    assert {type_ for type_ in types if not known.knows(type_)} == set()
