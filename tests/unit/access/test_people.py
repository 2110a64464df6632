"""A stage's table of people and machines: groups, rights, scopes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrail.access.decisions import decide
from claimtrail.access.resources import OPERATIONS, Operation, Resource
from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.access.sign_in.groups import groups_in
from claimtrail.access.sign_in.machines import machine_principal
from claimtrail.access.sign_in.model import MachineClient
from claimtrail.access.sign_in.people import Machine, People, read_people
from claimtrail.access.sign_in.scopes import (
    MEANINGS,
    PEOPLE_ONLY,
    MachineScope,
    bounds_of,
    full_name,
    scopes_in,
)
from claimtrail.access.subjects import AccessTarget, Principal
from claimtrail.kernel.errors import ConfigurationError
from claimtrail.tickets.routing.rule_files import shipped_rules
from claimtrail.tickets.routing.rules import queues_of
from infra.stage import STAGES_ROOT

pytestmark = pytest.mark.capability("C8.8")

LOADER = Machine(
    name="loader",
    roles=frozenset({JobRole.AUDITOR, JobRole.SUPPORT_3}),
    facilities=frozenset({"*"}),
    payers=frozenset({"*"}),
    scopes=frozenset({MachineScope.CLAIMS_READ, MachineScope.FILES_DROP}),
)
CLIENTS = (MachineClient(client_id="client-1", name="loader"),)
CLAIMS = {
    "token_use": "access",
    "client_id": "client-1",
    "sub": "client-1",
    "scope": "claimtrail/claims:read",
}


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("", set()),
        ("ct-billers", {"ct-billers"}),
        ("[ct-billers, ct-north]", {"ct-billers", "ct-north"}),
        ("[ct-billers,ct-north]", {"ct-billers", "ct-north"}),
        ('["ct-billers", "ct-north"]', {"ct-billers", "ct-north"}),
        ("[CN%3Dbillers%2COU%3Dgroups, ct-north]", {"CN=billers,OU=groups", "ct-north"}),
        ("CN=billers,OU=groups", {"CN=billers,OU=groups"}),
        ("[]", set()),
        ("[Claims+team, ]", {"Claims team"}),
        ("[1, 2]", {"1", "2"}),
    ],
)
def test_an_attribute_has_one_group_or_several(text: str, groups: set[str]) -> None:
    assert groups_in(text) == groups


@given(st.text(max_size=200))
def test_any_text_of_groups_is_read(text: str) -> None:
    assert all(name and name == name.strip() for name in groups_in(text))


def test_the_local_stage_gives_each_role_to_a_group() -> None:
    people = read_people(STAGES_ROOT / "local" / "people.toml")

    given_roles = [role for row in people.group for role in row.roles]

    assert sorted(given_roles) == sorted(JobRole)


def test_a_stage_without_a_table_knows_nobody(tmp_path: Path) -> None:
    assert read_people(tmp_path / "people.toml") == People()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[[group]]\nname = "a"\nroles = ["boss"]', "group.0.roles"),
        ('[[group]]\nname = "a"', "gives no role"),
        ('[[group]]\nname = "a"\nroles = ["biller"]\nfacilities = ["north"]', "facilities"),
        ('[[group]]\nname = "a"\nroles = ["biller"]\nqueues = ["user:dana"]', "queues"),
        ('[[group]]\nname = "a"\nroles = ["biller"]\n' * 2, "two rows"),
        ('[[machine]]\nname = "a1"\nscopes = ["claims:read"]', "no role"),
        ('[[machine]]\nname = "a1"\nroles = ["biller"]\nscopes = []', "machine.0.scopes"),
        ('[[machine]]\nname = "a1"\nroles = ["biller"]\nscopes = ["root"]', "machine.0.scopes"),
        ("group = 1", "group"),
        ("[[group", "Expected"),
    ],
)
def test_a_row_that_is_wrong_is_named(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "people.toml"
    path.write_text(text)

    with pytest.raises(ConfigurationError, match="PEOPLE_INVALID") as refused:
        read_people(path)

    assert what in refused.value.explanation.what


def test_a_machine_may_do_what_roles_and_scopes_both_allow() -> None:
    machine = machine_principal(CLAIMS, machines=CLIENTS, people=People(machine=(LOADER,)))

    assert machine.id == "machine/loader"
    assert decide(machine, Operation.READ, AccessTarget(resource=Resource.CLAIM)).is_allowed
    # An auditor may export, and the token is not good for it.
    assert not decide(machine, Operation.EXPORT, AccessTarget(resource=Resource.CLAIM)).is_allowed
    # The machine has the scope, and this token did not ask for it.
    assert not decide(machine, Operation.DROP, AccessTarget(resource=Resource.FILE)).is_allowed


def test_a_scope_gives_nothing_that_no_role_gives() -> None:
    clerk = LOADER.model_copy(update={"roles": frozenset({JobRole.ANALYST})})
    machine = machine_principal(CLAIMS, machines=CLIENTS, people=People(machine=(clerk,)))

    assert not decide(machine, Operation.READ, AccessTarget(resource=Resource.CLAIM)).is_allowed


@pytest.mark.parametrize(
    ("changed", "failure"),
    [
        ({"token_use": "id"}, SignInFailure.TOKEN_INVALID),
        ({"client_id": "client-2"}, SignInFailure.TOKEN_INVALID),
        ({"sub": "a person"}, SignInFailure.TOKEN_INVALID),
        ({"scope": ""}, SignInFailure.NO_ROLE),
        ({"scope": "claims:read"}, SignInFailure.NO_ROLE),
        ({"scope": "claimtrail/trail:read"}, SignInFailure.NO_ROLE),
    ],
)
def test_a_token_of_another_kind_client_or_scope_is_refused(
    changed: dict[str, str], failure: SignInFailure
) -> None:
    with pytest.raises(SignInError) as refused:
        machine_principal(CLAIMS | changed, machines=CLIENTS, people=People(machine=(LOADER,)))

    assert refused.value.failure is failure


def test_a_machine_that_is_taken_out_of_the_table_is_refused_at_once() -> None:
    with pytest.raises(SignInError, match="SIGN_IN_NO_ROLE"):
        machine_principal(CLAIMS, machines=CLIENTS, people=People())


def test_each_scope_names_actions_that_exist() -> None:
    assert set(MEANINGS) == set(MachineScope)
    for scope in MachineScope:
        bounds = bounds_of({scope})
        assert bounds, scope
        assert all(operation in OPERATIONS[resource] for resource, operation in bounds)


def test_decisions_about_money_and_people_are_for_people_alone() -> None:
    for resource, operation in (
        (Resource.CLAIM, Operation.WRITE_OFF),
        (Resource.CLAIM, Operation.APPROVE),
        (Resource.CLAIM, Operation.BREAK_GLASS),
        (Resource.CLAIM, Operation.READ_SEGMENT),
        (Resource.PERSON, Operation.CHANGE),
        (Resource.HOLD, Operation.CHANGE),
    ):
        assert (resource, operation) in PEOPLE_ONLY
    assert not PEOPLE_ONLY & bounds_of(MachineScope)


def test_scopes_of_others_are_left_out() -> None:
    text = f"openid {full_name(MachineScope.FILES_READ)} other/files:drop files:drop"

    assert scopes_in(text) == {MachineScope.FILES_READ}


def test_a_person_is_bounded_by_no_scope() -> None:
    dana = Principal(id="dana", roles=frozenset({JobRole.AUDITOR}))

    assert decide(dana, Operation.EXPORT, AccessTarget(resource=Resource.CLAIM)).is_allowed


def test_every_queue_that_work_is_given_to_is_somebodys_on_the_local_stage() -> None:
    groups = read_people(STAGES_ROOT / "local" / "people.toml").group

    taken = {queue for group in groups for queue in group.queues}
    assert queues_of(shipped_rules()) <= taken
