"""Events that access publishes; the trail records each."""

from claimtrail.kernel.bus import DetailType


class AccessDetailType(DetailType):
    """Events of restrictions, broken glass, people and reviews of their access."""

    RESTRICTION_SET = "restriction.set"
    """A person closed a claim beyond roles; the detail has the reason's name."""
    RESTRICTION_CLEARED = "restriction.cleared"
    STAFF_LIST_TAKEN = "staff_list.taken"
    """The households of the staff were replaced; the detail has the number of people."""
    GLASS_BROKEN = "glass.broken"
    """A person opened a restricted claim; the subject is the claim."""
    GLASS_REVIEWED = "glass.reviewed"
    """Another person found that it was justified, or that it was not."""
    GLASS_REVIEW_OVERDUE = "glass.review_overdue"
    PERSON_DEACTIVATED = "person.deactivated"
    """A person may not sign in any more, and every session is over; the detail has the cause."""
    PERSON_REACTIVATED = "person.reactivated"
    PERSON_SIGNED_OUT = "person.signed_out"
    """Somebody ended every session of a person."""
    PERSON_REFUSED = "person.refused"
    """A person whose access ended signed in at the provider, and was not let in."""
    ACCESS_REVIEW_OPENED = "access_review.opened"
    ACCESS_ATTESTED = "access_review.attested"
    """A manager kept or removed a person's access; the detail has what it was and its last use."""
    ACCESS_CHANGED = "access_review.changed"
    """An administrator made the change of access that a manager had asked for."""
    ACCESS_REVIEW_REASSIGNED = "access_review.reassigned"
    ACCESS_REVIEW_COMPLETED = "access_review.completed"
    ACCESS_REVIEW_OVERDUE = "access_review.overdue"
