"""The permission table decides as Cedar's engine does: every role, operation, field, condition."""

from functools import cache
from itertools import product

import cedarpy
import pytest

from claimtrail.access.decisions import decide
from claimtrail.access.fields import GROUPS
from claimtrail.access.permissions import permissions
from claimtrail.access.resources import OPERATIONS, Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import AccessRestriction, AccessTarget
from tests.harness.access.cedar import action_name, entities_of, policies_of, request_of
from tests.harness.access.standings import person, standings, target

pytestmark = pytest.mark.capability("C1.6")


@pytest.fixture(scope="module")
def policies() -> cedarpy.PolicySet:
    return cedarpy.PolicySet.from_str(policies_of(permissions()))


@cache
def policies_about(resource: Resource) -> cedarpy.PolicySet:
    """Return the policies of one resource: no other one's name an action on it.

    For each question the engine goes through all the policies that it has.
    """
    rows = [row for row in permissions() if row.resource is resource]
    return cedarpy.PolicySet.from_str(policies_of(rows))


@pytest.mark.parametrize("role", JobRole)
def test_cedar_decides_alike_about_every_operation_field_and_condition(role: JobRole) -> None:
    someone = person(role)
    for resource, meets in ((one, each) for one in Resource for each in standings(one)):
        thing = target(resource, meets=meets)
        asked, ours = [], []
        for operation in OPERATIONS[resource]:
            decision = decide(someone, operation, thing)
            for group in (None, *GROUPS[resource]):
                asked.append(action_name(resource, operation, group))
                ours.append(decision.is_allowed and (group is None or group in decision.groups))
        requests = [request_of(someone, name, glass_is_broken=False) for name in asked]
        answers = cedarpy.is_authorized_batch(
            requests, policies_about(resource), entities_of(someone, thing)
        )
        theirs = [answer.allowed for answer in answers]

        assert dict(zip(asked, ours, strict=True)) == dict(zip(asked, theirs, strict=True)), meets


@pytest.mark.parametrize("resource", [Resource.CLAIM, Resource.TICKET])
@pytest.mark.parametrize("glass_is_broken", [False, True])
def test_cedar_decides_alike_about_restricted_things(
    resource: Resource, policies: cedarpy.PolicySet, *, glass_is_broken: bool
) -> None:
    for role, restriction in product(JobRole, AccessRestriction):
        someone = person(role)
        thing = AccessTarget(resource=resource, restrictions=frozenset({restriction}))
        asked = sorted(OPERATIONS[resource])
        ours = [
            decide(someone, item, thing, glass_is_broken=glass_is_broken).is_allowed
            for item in asked
        ]
        requests = [
            request_of(someone, action_name(resource, item), glass_is_broken=glass_is_broken)
            for item in asked
        ]
        answers = cedarpy.is_authorized_batch(requests, policies, entities_of(someone, thing))

        assert ours == [answer.allowed for answer in answers], (role, restriction)
