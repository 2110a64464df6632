"""The people and machines of a stage: which group gives which roles, facilities, payers, queues.

`people.toml` of the stage's folder is the table. A group that no row names gives nothing; rows add
up. Nobody is listed by name: who is in a group is the identity provider's affair.
"""

import tomllib
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import Field, StringConstraints, ValidationError, model_validator

from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.id_tokens import Identity
from claimtrail.access.sign_in.model import ProviderChoice
from claimtrail.access.sign_in.scopes import MachineScope
from claimtrail.access.subjects import EVERYWHERE, Principal
from claimtrail.kernel.errors import ConfigurationError, Explanation
from claimtrail.kernel.frozen_model import FrozenModel

PEOPLE_FILE = "people.toml"
PEOPLE_PACKAGE = "claimtrail_people"
"""The generated package with a stage's table, beside the code of functions that read it."""
MACHINE_DIRECTORY = "machine"
"""The directory of what signs in by its own secret; no provider may have its name."""

Directory = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9-]{0,30})?$")]
Facility = Annotated[str, StringConstraints(pattern=r"^(\*|\d{10})$")]
PayerId = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z0-9][a-z0-9-]{0,62})$")]
Queue = Annotated[str, StringConstraints(pattern=r"^queue:[a-z0-9][a-z0-9-]{0,62}$")]
MachineName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,62}$")]
T = TypeVar("T")


class Rights(FrozenModel):
    """The roles that a row gives, and what they are limited to."""

    roles: frozenset[JobRole] = frozenset()
    facilities: frozenset[Facility] = frozenset()
    """NPIs of facilities; `*` for all."""
    payers: frozenset[PayerId] = frozenset()
    """Ids of payers; `*` for all."""
    queues: frozenset[Queue] = frozenset()


class GroupRights(Rights):
    """A row: who is in this group has these rights."""

    name: str = Field(min_length=1, max_length=256)
    """As the provider sends it."""
    directory: Directory = ""
    """The directory whose group it is; empty: the organization's own."""

    @model_validator(mode="after")
    def _gives_something(self) -> Self:
        if not (self.roles or self.facilities or self.payers or self.queues):
            raise ValueError("the group gives no role, facility, payer or queue")
        return self


class Machine(Rights):
    """A row: a program that calls the JSON API by client credentials."""

    name: MachineName
    scopes: frozenset[MachineScope] = Field(min_length=1)
    """The scopes that a token of it may have, within its roles."""

    @model_validator(mode="after")
    def _has_a_role(self) -> Self:
        if not self.roles:
            raise ValueError("the machine has no role")
        return self


class People(FrozenModel):
    """A stage's table."""

    group: tuple[GroupRights, ...] = ()
    machine: tuple[Machine, ...] = ()

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        for kind, names in (
            ("group", [(row.directory, row.name) for row in self.group]),
            ("machine", [row.name for row in self.machine]),
        ):
            if len(set(names)) < len(names):
                raise ValueError(f"a {kind} has two rows")
        return self

    def principal(self, identity: Identity, provider: ProviderChoice) -> Principal:
        """Return a person as decisions go by them; without roles where no group gives one."""
        rows = [
            row
            for row in self.group
            if row.directory == provider.directory and row.name in identity.groups
        ]
        name = identity.name_in_directory
        return Principal(
            id=f"{provider.directory}/{name}" if provider.directory else name,
            roles=_union(row.roles for row in rows),
            facilities=_all_of(row.facilities for row in rows),
            payers=_all_of(row.payers for row in rows),
            queues=_union(row.queues for row in rows),
        )

    def machine_of(self, name: str) -> Machine | None:
        """Return the row of a machine; None when there is none."""
        return next((row for row in self.machine if row.name == name), None)


def read_people(path: Path) -> People:
    """Read a stage's table; an empty one where the stage has no file.

    Raises ConfigurationError (PEOPLE_INVALID), which names the row and what is wrong with it.
    """
    if not path.is_file():
        return People()
    return _parsed(path.read_text(encoding="utf-8"), str(path))


def deployed_people() -> People:
    """Return the table that was deployed with the function. Raises as `read_people`."""
    text = resources.files(PEOPLE_PACKAGE).joinpath(PEOPLE_FILE).read_text(encoding="utf-8")
    return _parsed(text, PEOPLE_FILE)


def _parsed(text: str, where: str) -> People:
    try:
        return People.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        what = str(error)
    except ValidationError as error:
        what = "; ".join(
            f"{'.'.join(map(str, item['loc'])) or 'people'}: {item['msg']}"
            for item in error.errors()
        )
    raise ConfigurationError(
        Explanation(
            code="PEOPLE_INVALID",
            what=what,
            where=where,
            next_step="Fix the table; docs/sign-in.md describes each field.",
        )
    )


def _union(sets: Iterable[frozenset[T]]) -> frozenset[T]:
    nothing: frozenset[T] = frozenset()
    return nothing.union(*sets)


def _all_of(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the union, which is everything where one of them is."""
    found = _union(sets)
    return frozenset({EVERYWHERE}) if EVERYWHERE in found else found
