"""`claimtrail people`: who has access, when it was last used, and its end."""

from datetime import timedelta
from pathlib import Path

from claimtrail.access.free_text import checked_words
from claimtrail.access.outputs import AccessOutput
from claimtrail.access.people.leavers import read_leavers
from claimtrail.access.people.model import END_CAUSE_WORDS, EndCause, KnownPerson
from claimtrail.access.people.service import PeopleService
from claimtrail.access.roles import JobRole, role_words
from claimtrail.access.sign_in.model import load_directories
from claimtrail.access.sign_in.people import People
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.access.people import people_service
from claimtrail.cli.access.acting import acting
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.clock import utc_now


def people_of(stage: Stage) -> PeopleService:
    """Return what knows and ends the access of people."""
    return people_service(
        operations_table=stage.output(SharedOutput.OPERATIONS_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
        user_pool=stage.output(AccessOutput.USER_POOL),
        providers=load_directories(stage.output(AccessOutput.DIRECTORIES)),
        people=People,  # Rights are the stage's own; commands end accounts, and list no groups.
    )


def list_people(claim_access: ClaimAccess, *, unused_days: int | None) -> None:
    """Show everybody, or those with access who did not use it for so many days."""
    found = people_of(claim_access.stage).store.listed()
    if unused_days is not None:
        since = utc_now().date() - timedelta(days=unused_days)
        found = [
            one
            for one in found
            if one.is_active and (one.last_used_on is None or one.last_used_on < since)
        ]
    output = claim_access.at([one.person_id for one in found], fields=KnownPerson.model_fields)
    output.data([one.model_dump(mode="json") for one in found])
    output.table(
        ("Person", "Roles", "Last sign-in", "Last used", "Access"),
        [
            (
                one.person_id,
                ", ".join(map(role_words, one.roles)),
                one.last_sign_in_at,
                one.last_used_on,
                END_CAUSE_WORDS[one.end_cause] if one.end_cause else "active",
            )
            for one in found
        ],
        empty="Nobody is listed.",
    )
    output.say(
        "These have signed in, or the identity provider announced them; others may have access."
    )


def sign_out(claim_access: ClaimAccess, *, person_id: str, why: str) -> None:
    """End every session of a person."""
    stage = claim_access.stage
    output = claim_access.at([person_id])
    people_of(stage).sign_out(person_id, by=acting(stage, JobRole.ADMINISTRATOR), why=why)
    output.data({"person_id": person_id, "signed_out": True})
    output.say(f"Every session of {person_id} is over; {person_id} may sign in again.")


def end(claim_access: ClaimAccess, *, person_id: str, why: str) -> None:
    """End the access of a person."""
    stage = claim_access.stage
    checked_words(why)
    output = claim_access.at([person_id])
    person = people_of(stage).deactivate(person_id, cause=EndCause.ADMINISTRATOR, by=stage.caller())
    output.data(person.model_dump(mode="json"))
    output.say(f"The access of {person_id} is over: sign-in, sessions, the provider's account.")


def restore(claim_access: ClaimAccess, *, person_id: str, why: str) -> None:
    """Give a person access again."""
    stage = claim_access.stage
    output = claim_access.at([person_id])
    by = acting(stage, JobRole.ADMINISTRATOR)
    person = people_of(stage).restore(person_id, by=by, why=why)
    output.data(person.model_dump(mode="json"))
    output.say(f"{person_id} may sign in again; roles come from the identity provider's groups.")


def leavers(claim_access: ClaimAccess, *, path: Path) -> None:
    """End the access of everybody in a file of the personnel system."""
    stage = claim_access.stage
    with path.open(encoding="utf-8-sig", newline="") as lines:
        listed = read_leavers(lines)
    output = claim_access.at([one.person_id for one in listed])
    gone = people_of(stage).take_leavers(listed, by=stage.caller())
    announced = {one.person_id: one.left_on for one in listed if one.person_id not in gone}
    output.data({"left": gone, "announced": announced})
    output.say(f"Left: {' '.join(gone) or 'nobody'}.")
    for person_id, day in announced.items():
        output.say(f"Announced: {person_id}, after {day}.")
