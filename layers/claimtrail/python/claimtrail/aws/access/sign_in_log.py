"""The log of sign-ins: one line for each person who signed in, and for each refusal."""

from claimtrail.access.log_events import AccessLogEvent
from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.aws.core.telemetry.logs import note

_OF_PROVIDER = frozenset(
    {
        SignInFailure.PROVIDER_DOWN,
        SignInFailure.PROVIDER_REFUSED,
        SignInFailure.TOKEN_INVALID,
    }
)
"""Failures that people cannot cause by themselves: they count as the provider's."""


class SignInLogLines:
    """Log lines, counted in metrics; a line has no address, code or token."""

    def completed(self, person_id: str, provider: str) -> None:
        """Note that a person signed in."""
        note(AccessLogEvent.SIGNED_IN, person_id=person_id, provider=provider)

    def refused(self, error: SignInError) -> None:
        """Note that nobody was signed in, and why."""
        is_providers = error.failure in _OF_PROVIDER
        note(
            AccessLogEvent.SIGN_IN_FAILED if is_providers else AccessLogEvent.SIGN_IN_REFUSED,
            failure=error.failure.value,
            detail=error.detail,
            person_id=error.person_id,
        )
