"""The log of sign-ins: one line for each person who signed in, and for each refusal."""

from claimtrail.access.log_events import AccessLogEvent
from claimtrail.access.sign_in.errors import SignInError
from claimtrail.aws.core.telemetry.logs import note


class SignInLogLines:
    """Log lines, counted in metrics; a line has no address, code or token."""

    def completed(self, person_id: str, provider: str) -> None:
        """Note that a person signed in."""
        note(AccessLogEvent.SIGNED_IN, person_id=person_id, provider=provider)

    def refused(self, error: SignInError) -> None:
        """Note that nobody was signed in, and why."""
        note(
            AccessLogEvent.SIGN_IN_REFUSED,
            failure=error.failure.value,
            detail=error.detail,
            person_id=error.person_id,
        )
