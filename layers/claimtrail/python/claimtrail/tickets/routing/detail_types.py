"""Events that rules of routing and the desk publish."""

from claimtrail.kernel.bus import DetailType


class RuleDetailType(DetailType):
    """Events of a set of rules."""

    RULES_PROPOSED = "rules.proposed"
    RULES_APPROVED = "rules.approved"
    RULES_APPLIED = "rules.applied"
    RULES_TICKETS_MOVED = "rules.tickets_moved"


class DeskDetailType(DetailType):
    """Events of the desk."""

    DESK_CHANGED = "desk.changed"
    DESK_PERSON_AWAY = "desk.person_away"
    DESK_PERSON_BACK = "desk.person_back"
