"""Groups of SCIM: who is in which group, so that a lost group ends what it gave at once.

A session keeps the roles with which it began. Whoever loses a group is signed out before the loss
is stored, and signs in again with what the other groups give: a crash in between is fixed by the
provider's retry. A group that is joined counts from the next sign-in on.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from claimtrail.access.errors import changed
from claimtrail.access.people.service import PeopleService
from claimtrail.access.scim.model import DirectoryGroup, GroupStore, group_id
from claimtrail.access.scim.protocol import (
    ROOT,
    PatchOperation,
    ScimError,
    ScimRequest,
    ScimResponse,
    asked_for,
    object_of,
    operations_of,
    page_of,
)
from claimtrail.kernel.retry import repeat_on_conflict

GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
MOST_NAME = 256
"""Characters of a group's name, as the table of people takes them."""
MOST_MEMBERS = 5_000
"""A group of more does not fit an item of the table with room to spare."""
_MEMBERS = "members"
_BY_NAME = re.compile(r'(?i:displayName) +(?i:eq) +"([^"\\]{1,256})"')
_ONE_MEMBER = re.compile(r'(?i:members)\[ *(?i:value) +(?i:eq) +"([^"\\]{1,128})" *\]')
"""One member by a filter in the path, as RFC 7644 section 3.5.2 has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimGroups:
    """Answers requests for `/Groups`."""

    store: GroupStore
    people: PeopleService
    base: str = ""

    def listed(self, request: ScimRequest) -> ScimResponse:
        """Return a page of groups, or the one that a filter names."""
        page, around = page_of(request, self._found(asked_for(request, "filter")))
        shown = [self._shown(one, request) for one in page]
        return ScimResponse(status=HTTPStatus.OK, body={**around, "Resources": shown})

    def create(self, request: ScimRequest) -> ScimResponse:
        """Remember a group of a name that none has yet."""
        said = object_of(request.body)
        name = _name_of(said.get("displayName"))
        group = DirectoryGroup(group_id=group_id(name), name=name)
        group = _checked(group.with_members(_members_of(said.get(_MEMBERS))))
        if not self.store.save(group):
            raise ScimError(HTTPStatus.CONFLICT, "the group exists", "uniqueness")
        shown = self._shown(group, request)
        return ScimResponse(
            status=HTTPStatus.CREATED,
            body=shown,
            headers={"Location": shown["meta"]["location"]},
        )

    def read(self, request: ScimRequest, group: str) -> ScimResponse:
        """Return a group."""
        return self._answer(self._known(group), request)

    def patch(self, request: ScimRequest, group: str) -> ScimResponse:
        """Add, remove and replace members."""
        operations = list(operations_of(request.body))

        def patched(known: DirectoryGroup) -> DirectoryGroup:
            for one in operations:
                known = _patched(known, one)
            return known

        return self._answer(self._changed(request, group, patched), request)

    def replace(self, request: ScimRequest, group: str) -> ScimResponse:
        """Take the members of a whole group."""
        said = object_of(request.body)
        members = _members_of(said.get(_MEMBERS))
        changed_group = self._changed(request, group, lambda known: known.with_members(members))
        return self._answer(changed_group, request)

    def delete(self, request: ScimRequest, group: str) -> ScimResponse:
        """Forget a group; its members lose it."""
        self._sign_out(self._known(group).members, request)
        self.store.delete(group)
        return ScimResponse(status=HTTPStatus.NO_CONTENT)

    def _found(self, condition: str) -> list[DirectoryGroup]:
        if not condition:
            return self.store.listed()
        named = _BY_NAME.fullmatch(condition)
        if named is None:
            raise ScimError(
                HTTPStatus.BAD_REQUEST, "the one filter is displayName eq", "invalidFilter"
            )
        found = self.store.find(group_id(named[1]))
        return [found] if found else []

    def _known(self, group: str) -> DirectoryGroup:
        found = self.store.find(group)
        if found is None:
            raise ScimError(HTTPStatus.NOT_FOUND, "there is no such group")
        return found

    def _changed(
        self, request: ScimRequest, group: str, change: Callable[[DirectoryGroup], DirectoryGroup]
    ) -> DirectoryGroup:
        """Store a change, once whoever loses the group is signed out. Raises ConflictError."""

        def write() -> DirectoryGroup:
            known = self._known(group)
            after = _checked(change(known))
            if after == known:
                return known
            self._sign_out(set(known.members) - set(after.members), request)
            after = after.model_copy(update={"version": known.version + 1})
            if not self.store.save(after):
                raise changed("group", group)
            return after

        return repeat_on_conflict(write)

    def _sign_out(self, members: Iterable[str], request: ScimRequest) -> None:
        for person_id in sorted(members):
            self.people.end_sessions(person_id, by=request.actor)

    def _answer(self, group: DirectoryGroup, request: ScimRequest) -> ScimResponse:
        return ScimResponse(status=HTTPStatus.OK, body=self._shown(group, request))

    def _shown(self, group: DirectoryGroup, request: ScimRequest) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "schemas": [GROUP],
            "id": group.group_id,
            "displayName": group.name,
            "meta": {
                "resourceType": "Group",
                "location": f"{self.base}{ROOT}/Groups/{group.group_id}",
                "version": f'W/"{group.version}"',
            },
        }
        # Microsoft Entra ID asks for groups without their members, which may be many.
        if _MEMBERS not in asked_for(request, "excludedAttributes").lower().split(","):
            shown[_MEMBERS] = [{"value": one, "type": "User"} for one in group.members]
        return shown


def _patched(group: DirectoryGroup, operation: PatchOperation) -> DirectoryGroup:
    """Return a group after one operation; what says nothing of members changes nothing."""
    one = _ONE_MEMBER.fullmatch(operation.path)
    path, value = operation.path.lower(), operation.value
    if one:
        named = {one[1]}
    elif path == _MEMBERS:
        # To remove members without saying which is to remove all (RFC 7644, section 3.5.2.2).
        is_all = operation.verb == "remove" and value is None
        named = set(group.members) if is_all else _members_of(value)
    elif not path and isinstance(value, dict) and _MEMBERS in value:
        named = _members_of(value[_MEMBERS])
    else:
        return group
    before = set(group.members)
    after = {"add": before | named, "remove": before - named, "replace": named}
    return group.with_members(after[operation.verb])


def _members_of(value: Any) -> set[str]:
    """Return the person ids of members: a list of objects, or one. Raises ScimError."""
    listed = [value] if isinstance(value, dict) else value or []
    if not isinstance(listed, list):
        raise ScimError(HTTPStatus.BAD_REQUEST, "members are a list", "invalidValue")
    named = [one.get("value") if isinstance(one, dict) else None for one in listed]
    if not all(isinstance(one, str) and one for one in named):
        raise ScimError(HTTPStatus.BAD_REQUEST, "a member has a value", "invalidValue")
    return {str(one) for one in named}


def _name_of(value: Any) -> str:
    name = value.strip() if isinstance(value, str) else ""
    if not name or len(name) > MOST_NAME:
        raise ScimError(
            HTTPStatus.BAD_REQUEST, "displayName is missing or too long", "invalidValue"
        )
    return name


def _checked(group: DirectoryGroup) -> DirectoryGroup:
    if len(group.members) > MOST_MEMBERS:
        raise ScimError(
            HTTPStatus.BAD_REQUEST, f"a group has {MOST_MEMBERS:,} members at most", "tooMany"
        )
    return group
