"""Users of SCIM: people; a feed says that they are there, and that they left."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from claimtrail.access.people.model import EndCause, KnownPerson
from claimtrail.access.people.service import PeopleService
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
    truth,
)
from claimtrail.kernel.clock import format_instant

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
MOST_PERSON_ID = 128
"""Characters of a person id, as Cognito has it for a user name."""
_BY_NAME = re.compile(r'(?i:username) +(?i:eq) +"([^"\\]{1,128})"')
"""The one filter that providers need to find a person (RFC 7644, section 3.4.2.2)."""
_ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScimUsers:
    """Answers requests for `/Users`."""

    people: PeopleService
    base: str = ""
    """The address of the pages, before `/scim/v2`."""

    def listed(self, request: ScimRequest) -> ScimResponse:
        """Return a page of people, or the one that a filter names."""
        page, around = page_of(request, self._found(asked_for(request, "filter")))
        return ScimResponse(
            status=HTTPStatus.OK, body={**around, "Resources": [self._shown(one) for one in page]}
        )

    def create(self, request: ScimRequest) -> ScimResponse:
        """Remember a person that the feed announces; one who is there already stays as it is."""
        said = object_of(request.body)
        person_id = str(said.get("userName") or "").strip()
        if not person_id or len(person_id) > MOST_PERSON_ID:
            raise ScimError(
                HTTPStatus.BAD_REQUEST, "userName is missing or too long", "invalidValue"
            )
        is_active = truth(said.get(_ACTIVE, True))
        if self.people.store.find(person_id):
            raise ScimError(HTTPStatus.CONFLICT, "the person exists", "uniqueness")
        person = self.people.announce(person_id)
        if not is_active:
            person = self._deactivate(person_id, request)
        return self._one(person, HTTPStatus.CREATED)

    def read(self, _: ScimRequest, person_id: str) -> ScimResponse:
        """Return a person."""
        return self._one(self._known(person_id))

    def patch(self, request: ScimRequest, person_id: str) -> ScimResponse:
        """Carry out what operations say of `active`."""
        self._known(person_id)
        stated = [said for one in operations_of(request.body) for said in _stated(one)]
        return self._set(request, person_id, stated)

    def replace(self, request: ScimRequest, person_id: str) -> ScimResponse:
        """Carry out what a whole person says of `active`."""
        self._known(person_id)
        said = object_of(request.body)
        return self._set(request, person_id, [said[_ACTIVE]] if _ACTIVE in said else [])

    def delete(self, request: ScimRequest, person_id: str) -> ScimResponse:
        """End a person's access; what is known of the person stays, as evidence."""
        self._known(person_id)
        self._deactivate(person_id, request)
        return ScimResponse(status=HTTPStatus.NO_CONTENT)

    def _found(self, condition: str) -> list[KnownPerson]:
        if not condition:
            return self.people.store.listed()
        named = _BY_NAME.fullmatch(condition)
        if named is None:
            raise ScimError(
                HTTPStatus.BAD_REQUEST, "the one filter is userName eq", "invalidFilter"
            )
        person = self.people.store.find(named[1])
        return [person] if person else []

    def _set(self, request: ScimRequest, person_id: str, stated: list[Any]) -> ScimResponse:
        """Carry out the last word about `active`; other attributes are the provider's own.

        A person whose access ended is not restored by a feed: an administrator does that.
        """
        active = [truth(one) for one in stated]
        if active and active[-1] is False:
            return self._one(self._deactivate(person_id, request))
        person = self._known(person_id)
        if active and not person.is_active:
            raise ScimError(HTTPStatus.FORBIDDEN, "an administrator restores access", "mutability")
        return self._one(person)

    def _known(self, person_id: str) -> KnownPerson:
        person = self.people.store.find(person_id) if len(person_id) <= MOST_PERSON_ID else None
        if person is None:
            raise ScimError(HTTPStatus.NOT_FOUND, "there is no such person")
        return person

    def _deactivate(self, person_id: str, request: ScimRequest) -> KnownPerson:
        return self.people.deactivate(person_id, cause=EndCause.LEFT, by=request.actor)

    def _one(self, person: KnownPerson, status: HTTPStatus = HTTPStatus.OK) -> ScimResponse:
        shown = self._shown(person)
        headers = {"Location": shown["meta"]["location"]} if status is HTTPStatus.CREATED else {}
        return ScimResponse(status=status, body=shown, headers=headers)

    def _shown(self, person: KnownPerson) -> Mapping[str, Any]:
        return {
            "schemas": [USER],
            "id": person.person_id,
            "userName": person.person_id,
            "active": person.is_active,
            "meta": {
                "resourceType": "User",
                "created": format_instant(person.first_seen_at),
                "location": f"{self.base}{ROOT}/Users/{quote(person.person_id, safe='')}",
                "version": f'W/"{person.version}"',
            },
        }


def _stated(operation: PatchOperation) -> Iterator[Any]:
    """Yield what an operation says of `active`, with a path or without (section 3.5.2.3)."""
    path, value = operation.path.lower(), operation.value
    if path in {_ACTIVE, f"{USER}:{_ACTIVE}".lower()}:
        yield value
    elif not path and isinstance(value, dict) and _ACTIVE in value:
        yield value[_ACTIVE]
