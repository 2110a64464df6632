"""Machines: a token that the API's authorizer has verified, as decisions go by it.

The JWT authorizer in front of the function checks signature, issuer, audience and time. What is
left is who the client is, and what its token is good for.
"""

from collections.abc import Iterable, Mapping

from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.access.sign_in.model import MachineClient
from claimtrail.access.sign_in.people import MACHINE_DIRECTORY, People
from claimtrail.access.sign_in.scopes import bounds_of, scopes_in
from claimtrail.access.subjects import Principal


def machine_principal(
    claims: Mapping[str, str], *, machines: Iterable[MachineClient], people: People
) -> Principal:
    """Return the machine of a verified access token's claims, bounded by its scopes.

    Raises:
        SignInError: TOKEN_INVALID, it is no access token of a client that is known here; NO_ROLE,
            the table has no row for the machine any more, or the token has no scope of its row.
    """
    if claims.get("token_use") != "access":
        raise SignInError(SignInFailure.TOKEN_INVALID, detail="token_use")
    client_id = claims.get("client_id", "")
    name = next((one.name for one in machines if one.client_id == client_id), None)
    if name is None or claims.get("sub") != client_id:
        # A token of a person's sign-in has another subject than its client.
        raise SignInError(SignInFailure.TOKEN_INVALID, detail="client_id")
    machine = people.machine_of(name)
    scopes = scopes_in(claims.get("scope", ""))
    if machine is None or not scopes & machine.scopes:
        raise SignInError(SignInFailure.NO_ROLE, person_id=_id_of(name))
    return Principal(
        id=_id_of(name),
        roles=machine.roles,
        facilities=machine.facilities,
        payers=machine.payers,
        queues=machine.queues,
        within=bounds_of(scopes & machine.scopes),
    )


def _id_of(name: str) -> str:
    return f"{MACHINE_DIRECTORY}/{name}"
