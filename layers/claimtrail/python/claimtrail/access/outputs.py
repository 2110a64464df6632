"""Stack outputs of access."""

from claimtrail.kernel.outputs import StackOutput


class AccessOutput(StackOutput):
    """The user pool, the address that providers send people back to, and the leaver feed."""

    USER_POOL = "UserPool"
    SIGN_IN_ADDRESS = "SignInAddress"
    LEAVER_FEED_SECRET = "LeaverFeedSecret"  # noqa: S105 - the output's name
    """ARN of the secret with the bearer token of the identity provider's leaver feed."""
