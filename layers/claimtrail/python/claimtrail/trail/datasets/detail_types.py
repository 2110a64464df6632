"""Events that legal holds publish."""

from claimtrail.kernel.bus import DetailType


class HoldDetailType(DetailType):
    """Events of a legal hold."""

    HOLD_SET = "hold.set"
    """A person put a claim or a file under legal hold; the detail has the docket and why."""
    HOLD_RELEASED = "hold.released"
