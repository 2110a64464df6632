"""Stack outputs of access."""

from claimtrail.kernel.outputs import StackOutput


class AccessOutput(StackOutput):
    """The user pool and its providers, the address they send people back to, the leaver feed."""

    USER_POOL = "UserPool"
    SIGN_IN_ADDRESS = "SignInAddress"
    DIRECTORIES = "SignInDirectories"
    """The directory of each identity provider by its name, as JSON."""
    LEAVER_FEED_SECRET = "LeaverFeedSecret"  # noqa: S105 - the output's name
    """ARN of the secret with the bearer token of the identity provider's leaver feed."""
