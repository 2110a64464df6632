"""The permission table: deny by default, roles add up, conditions hold, glass is broken aloud."""

from itertools import product

import pytest

from claimtrail.access.conditions import AccessCondition
from claimtrail.access.decisions import decide
from claimtrail.access.fields import FieldGroup
from claimtrail.access.permissions import read_permissions
from claimtrail.access.resources import OPERATIONS, Operation, Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import EVERYWHERE, AccessRestriction, AccessTarget, Principal
from tests.harness.access.standings import person, target

pytestmark = pytest.mark.capability("C1.6")

EVERYTHING = frozenset(AccessCondition)


def test_what_no_row_names_is_refused_to_everybody() -> None:
    everybody = person(*JobRole)
    for resource, operation in product(Resource, Operation):
        if operation not in OPERATIONS[resource]:
            thing = target(resource, meets=EVERYTHING)
            assert not decide(everybody, operation, thing).is_allowed, (resource, operation)


def test_somebody_may_do_each_thing_that_can_be_done() -> None:
    everybody = person(*JobRole)
    for resource, operations in OPERATIONS.items():
        for operation in operations:
            thing = target(resource, meets=EVERYTHING)
            assert decide(everybody, operation, thing).is_allowed, (resource, operation)


def test_a_person_without_a_role_sees_nothing() -> None:
    nobody = person()
    for resource, operations in OPERATIONS.items():
        for operation in operations:
            assert not decide(nobody, operation, target(resource, meets=EVERYTHING)).is_allowed


def test_roles_add_up() -> None:
    claim = target(Resource.CLAIM, meets=EVERYTHING)
    finance = decide(person(JobRole.FINANCE), Operation.READ, claim).groups
    clinician = decide(person(JobRole.CLINICIAN), Operation.READ, claim).groups

    both = decide(person(JobRole.FINANCE, JobRole.CLINICIAN), Operation.READ, claim).groups

    assert both == finance | clinician
    assert FieldGroup.MONEY not in clinician
    assert FieldGroup.PATIENT not in finance


def test_a_condition_that_fails_is_named() -> None:
    claim = target(Resource.CLAIM, meets=EVERYTHING - {AccessCondition.OWN_FACILITY})

    decision = decide(person(JobRole.BILLER), Operation.READ, claim)

    assert decision.failed == {AccessCondition.OWN_FACILITY}


def test_a_person_for_all_facilities_is_not_limited_by_them() -> None:
    everywhere = Principal(
        id="dana",
        roles=frozenset({JobRole.BILLER}),
        facilities=frozenset({EVERYWHERE}),
        payers=frozenset({EVERYWHERE}),
    )

    assert decide(everywhere, Operation.READ, target(Resource.CLAIM, meets=frozenset())).is_allowed


def test_a_restricted_claim_opens_only_by_broken_glass_to_those_who_may_break_it() -> None:
    claim = AccessTarget(resource=Resource.CLAIM, restrictions=frozenset({AccessRestriction.VIP}))

    biller = decide(person(JobRole.BILLER), Operation.READ, claim)
    finance = decide(person(JobRole.FINANCE), Operation.READ, claim)
    broken = decide(person(JobRole.BILLER), Operation.READ, claim, glass_is_broken=True)

    assert (biller.is_allowed, biller.needs_break_glass) == (False, True)
    assert (finance.is_allowed, finance.needs_break_glass) == (False, False)
    assert broken.is_allowed


def test_nobody_approves_what_they_asked_for() -> None:
    own = target(Resource.CLAIM, meets=EVERYTHING - {AccessCondition.OF_ANOTHER_PERSON})
    of_another = target(Resource.CLAIM, meets=EVERYTHING)

    assert not decide(person(JobRole.MANAGER), Operation.APPROVE, own).is_allowed
    assert decide(person(JobRole.MANAGER), Operation.APPROVE, of_another).is_allowed


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('roles = ["janitor"]\nmay = ["read"]\nsees = "all"', "janitor"),
        ('roles = ["biller"]\nmay = ["shred"]\nsees = "all"', "shred"),
        ('roles = ["biller"]\nmay = ["drop"]\nsees = "all"', "drop"),
        ('roles = ["biller"]\nmay = ["read"]\nsees = "all"\nwhen = ["full_moon"]', "full_moon"),
    ],
)
def test_a_word_that_means_nothing_in_the_table_is_refused(row: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_permissions(f"[fields]\n[[claim]]\n{row}\n")
