"""Stack outputs of access."""

from claimtrail.kernel.outputs import StackOutput


class AccessOutput(StackOutput):
    """The user pool, and the address that identity providers send people back to."""

    USER_POOL = "UserPool"
    SIGN_IN_ADDRESS = "SignInAddress"
