"""The people of the demo's fictitious organization: one a role, in the groups of the local stage.

`infra/stages/local/people.toml` says what their groups give them. The password is this machine's
own, made at the first start; it opens nothing but the embedded cloud.
"""

import json
import secrets
import string
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.id_tokens import Identity
from claimtrail.access.sign_in.model import ProviderChoice
from claimtrail.access.sign_in.people import People
from claimtrail.access.subjects import Principal
from claimtrail.kernel.private_files import write_private

_FILE = "people.json"
_LETTERS = string.ascii_lowercase + string.digits
_PASSWORD_LENGTH = 16
"""82 random bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPerson:
    """A person who can sign in on the embedded cloud."""

    name: str
    role: JobRole
    user: str
    groups: tuple[str, ...]
    password: str


_PEOPLE: tuple[tuple[JobRole, str, str], ...] = (
    (JobRole.BILLER, "Dana Reyes", "ct-billers"),
    (JobRole.MANAGER, "Morgan Ellis", "ct-managers"),
    (JobRole.CLINICIAN, "Priya Raman", "ct-clinicians"),
    (JobRole.FINANCE, "Felix Ortega", "ct-finance"),
    (JobRole.AUDITOR, "Alice Nakamura", "ct-auditors"),
    (JobRole.SUPPORT_1, "Sam Whitaker", "ct-support-1"),
    (JobRole.SUPPORT_2, "Renee Dubois", "ct-support-2"),
    (JobRole.SUPPORT_3, "Ivan Petrov", "ct-support-3"),
    (JobRole.PAYER_LIAISON, "Leah Goldstein", "ct-payer-liaisons"),
    (JobRole.OPERATOR, "Owen Brooks", "ct-operators"),
    (JobRole.ANALYST, "Noor Haddad", "ct-analysts"),
    (JobRole.ADMINISTRATOR, "Ada Lindqvist", "ct-administrators"),
)
_ALSO = "harborlight-staff"
"""A group of everybody, which gives nothing: providers send more groups than anybody maps."""


def ensure_people(folder: Path) -> tuple[LocalPerson, ...]:
    """Return the people; their password is made when this machine has none."""
    known = read_people(folder)
    password = known[0].password if known else _new_password()
    people = tuple(_people(password))
    if people != known:
        write_private(folder / _FILE, json.dumps([asdict(one) for one in people], indent=1))
    return people


def read_people(folder: Path) -> tuple[LocalPerson, ...]:
    """Return the people of a provider's folder; nobody where it was never started."""
    try:
        rows = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return tuple(
            LocalPerson(**{**row, "role": JobRole(row["role"]), "groups": tuple(row["groups"])})
            for row in rows
        )
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return ()


def users_by_role() -> dict[JobRole, str]:
    """Return the user's name of each role's person."""
    return {role: _user(name) for role, name, _ in _PEOPLE}


def principals_of(people: People, *roles: JobRole) -> tuple[Principal, ...]:
    """Return the people of roles, with what their groups give them by a stage's table."""
    provider = ProviderChoice(name="demo", title="Demo")
    return tuple(
        people.principal(
            Identity(name_in_directory=_user(name), display_name=name, groups=frozenset({group})),
            provider,
        )
        for role, name, group in _PEOPLE
        if role in roles
    )


def _user(name: str) -> str:
    return name.lower().replace(" ", ".")


def _people(password: str) -> Iterator[LocalPerson]:
    for role, name, group in _PEOPLE:
        yield LocalPerson(
            name=name,
            role=role,
            user=_user(name),
            groups=(_ALSO, group),
            password=password,
        )


def _new_password() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_PASSWORD_LENGTH))
