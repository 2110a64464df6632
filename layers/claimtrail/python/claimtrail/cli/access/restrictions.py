"""`claimtrail restrictions`: which claims are closed beyond roles."""

from collections.abc import Callable
from typing import Any

from claimtrail.access.resources import Resource
from claimtrail.access.restrictions.model import ClaimRestrictions
from claimtrail.access.restrictions.service import RestrictionService
from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import RESTRICTION_WORDS, AccessRestriction, AccessTarget
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.access.restrictions import restriction_service
from claimtrail.bootstrap.registry.actors import actor_words
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.access.acting import acting
from claimtrail.cli.claims.stores import identify, read_claim
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage

_REGISTRATION = "registration"


def restrictions_of(stage: Stage) -> RestrictionService:
    """Return what sets restrictions."""
    return restriction_service(
        operations_table=stage.output(SharedOutput.OPERATIONS_TABLE),
        claim_table=stage.output(ClaimOutput.CLAIM_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
    )


def list_restrictions(claim_access: ClaimAccess, *, identifier: str, number: bool) -> None:
    """Show what people set on a claim, and what the registration says of it."""
    stage = claim_access.stage
    claim_id = identify(stage, identifier, number=number)
    claim = read_claim(stage, claim_id, typed=identifier)
    by_people = restrictions_of(stage).set_by_people(claim_id)
    output = claim_access.at([claim_id], fields=("sensitivities", "history"))
    output.data(
        {
            "claim_id": claim_id,
            _REGISTRATION: [one.value for one in claim.sensitivities],
            "people": [one.model_dump(mode="json") for one in by_people],
        }
    )
    output.table(
        ("Restriction", "Since", "By", "Why"),
        [
            *(
                (RESTRICTION_WORDS[one.restriction], one.at, actor_words(one.by), one.why)
                for one in by_people
            ),
            *(
                (RESTRICTION_WORDS[AccessRestriction(one)], None, _REGISTRATION, "")
                for one in claim.sensitivities
            ),
        ],
        empty="The claim is open to roles.",
    )


def set_restriction(claim_access: ClaimAccess, **typed: Any) -> None:
    """Close a claim beyond roles."""
    _change(claim_access, RestrictionService.set, **typed)


def clear_restriction(claim_access: ClaimAccess, **typed: Any) -> None:
    """Take away what a person set on a claim."""
    _change(claim_access, RestrictionService.clear, **typed)


def _change(
    claim_access: ClaimAccess,
    change: Callable[..., ClaimRestrictions],
    *,
    identifier: str,
    number: bool,
    kind: str,
    why: str,
) -> None:
    stage = claim_access.stage
    claim_id = identify(stage, identifier, number=number)
    claim = read_claim(stage, claim_id, typed=identifier)
    target = AccessTarget(
        resource=Resource.CLAIM, facility=claim.facility_npi, payer=claim.payer_id
    )
    output = claim_access.at([claim_id], fields=("history",))
    stored = change(
        restrictions_of(stage),
        target,
        claim_id,
        by=acting(stage, JobRole.MANAGER),
        kind=AccessRestriction(kind),
        why=why,
    )
    _show(output, stored)


def _show(output: Output, stored: ClaimRestrictions) -> None:
    output.data(stored.model_dump(mode="json"))
    standing = ", ".join(RESTRICTION_WORDS[one.restriction] for one in stored.standing)
    said = f"is closed beyond roles: {standing}" if standing else "is open to roles, as people say"
    output.say(f"{stored.claim_id} {said}.")
