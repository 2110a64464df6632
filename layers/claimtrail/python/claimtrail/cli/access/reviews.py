"""`claimtrail people reviews`, `attest`, `reassign`: reviews of access."""

from claimtrail.access.errors import unknown
from claimtrail.access.outputs import AccessOutput
from claimtrail.access.reviews.model import (
    ATTESTATION_WORDS,
    AccessReview,
    Attestation,
    ReviewItem,
)
from claimtrail.access.reviews.service import ReviewService
from claimtrail.access.roles import JobRole, role_words
from claimtrail.access.sign_in.model import load_directories
from claimtrail.access.sign_in.people import People
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.access.people import review_service
from claimtrail.cli.access.acting import acting
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.tickets.outputs import TicketOutput

_LISTED = ("review_id", "manager_id", "department", "period", "due_on", "overdue_at")


def reviews_of(stage: Stage) -> ReviewService:
    """Return what opens reviews and takes attestations."""
    return review_service(
        operations_table=stage.output(SharedOutput.OPERATIONS_TABLE),
        ticket_table=stage.output(TicketOutput.TICKET_TABLE),
        event_bus=stage.output(SharedOutput.EVENT_BUS),
        user_pool=stage.output(AccessOutput.USER_POOL),
        providers=load_directories(stage.output(AccessOutput.DIRECTORIES)),
        people=People,  # Rights are the stage's own; commands end accounts, and list no groups.
    )


def reviews(claim_access: ClaimAccess, *, review_id: str | None) -> None:
    """Show the open reviews, or one with its people."""
    service = reviews_of(claim_access.stage)
    if review_id is None:
        _show_list(claim_access, service.open_reviews())
        return
    review = service.store.find(review_id)
    if review is None:
        raise unknown("review", review_id)
    people = [one.person_id for one in review.items]
    _show_one(claim_access.at([review_id, *people], fields=ReviewItem.model_fields), review)


def attest(
    claim_access: ClaimAccess,
    *,
    review_id: str,
    person_id: str,
    keep: bool,
    remove: bool,
    why: str,
) -> None:
    """Record what a manager attests of a person."""
    del remove  # it is the other one, as the declaration checked
    stage = claim_access.stage
    output = claim_access.at([review_id, person_id])
    attested = Attestation.KEEP if keep else Attestation.REMOVE
    review = reviews_of(stage).attest(
        review_id, person_id, by=acting(stage, JobRole.MANAGER), attested=attested, words=why
    )
    output.data(review.model_dump(mode="json"))
    left = f"{review.left} of {len(review.items)}"
    output.say(f"{person_id} {ATTESTATION_WORDS[attested]}. Left in this review: {left}.")


def reassign(claim_access: ClaimAccess, *, review_id: str, manager_id: str) -> None:
    """Give a review to another manager."""
    stage = claim_access.stage
    output = claim_access.at([review_id])
    review = reviews_of(stage).reassign(
        review_id, manager_id, by=acting(stage, JobRole.ADMINISTRATOR)
    )
    output.data(review.model_dump(mode="json"))
    output.say(f"{review_id} is {manager_id}'s to complete.")


def _show_list(claim_access: ClaimAccess, found: list[AccessReview]) -> None:
    output = claim_access.at([one.review_id for one in found], fields=_LISTED)
    output.data(
        [
            one.model_dump(mode="json", include=set(_LISTED))
            | {"people": len(one.items), "left": one.left}
            for one in found
        ]
    )
    output.table(
        ("Review", "Manager", "Department", "Period", "Due", "People", "Left", "Late"),
        [
            (
                one.review_id,
                one.manager_id or "any",
                one.department,
                one.period,
                one.due_on,
                len(one.items),
                one.left,
                "late" if one.overdue_at else "",
            )
            for one in found
        ],
        right=("People", "Left"),
        empty="No review is open.",
    )
    if found:
        output.say(f"  Its people: `claimtrail people reviews {found[0].review_id}`")


def _show_one(output: Output, review: AccessReview) -> None:
    output.data(review.model_dump(mode="json"))
    output.table(
        ("Person", "Roles", "Never used", "Last sign-in", "Contract ends", "Attested", "By"),
        [
            (
                one.person_id,
                ", ".join(map(role_words, one.roles)),
                ", ".join(map(role_words, one.unused_roles)),
                one.last_sign_in_at,
                one.contract_ends_on,
                ATTESTATION_WORDS[one.attested] if one.attested else "",
                one.attested_by,
            )
            for one in review.items
        ],
        title=f"Period from {review.period}, due {review.due_on}",
    )
    left = next((one.person_id for one in review.items if not one.attested), "")
    if left:
        attest = f"claimtrail people attest {review.review_id} {left}"
        output.say(f"  Attest: `{attest} --keep`, or `{attest} --remove --why TEXT`.")
