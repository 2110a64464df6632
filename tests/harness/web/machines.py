"""Machines that call the JSON API: a row of people.toml, and what API Gateway says of its token."""

from typing import Any

from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.model import MachineClient
from claimtrail.access.sign_in.people import Machine, People
from claimtrail.access.sign_in.scopes import MachineScope, full_name
from tests.harness.access.sign_in import SignInBench, settings_of
from tests.harness.web.client import WebClient
from tests.harness.web.page_stores import PageStores

NAME, CLIENT_ID = "warehouse", "client-1"
MACHINE = Machine(
    name=NAME,
    roles=frozenset({JobRole.AUDITOR, JobRole.MANAGER, JobRole.SUPPORT_3}),
    facilities=frozenset({"*"}),
    payers=frozenset({"*"}),
    scopes=frozenset(MachineScope),
)


def know_machine(stores: PageStores, machine: Machine = MACHINE) -> None:
    """Have a machine in the stage's tables; before anything is asked of the stores."""
    settings = settings_of().model_copy(
        update={"machines": (MachineClient(client_id=CLIENT_ID, name=machine.name),)}
    )
    people = People(machine=(machine,))
    stores.sign_in = SignInBench(clock=stores.watch, settings=settings, people=people)


def calling(stores: PageStores, *scopes: MachineScope, **claims: Any) -> WebClient:
    """Return a machine with a token of these scopes."""
    own = {
        "token_use": "access",
        "client_id": CLIENT_ID,
        "sub": CLIENT_ID,
        "scope": " ".join(map(full_name, scopes)),
    }
    return WebClient(stores, authorizer={"claims": {**own, **claims}, "scopes": None})
