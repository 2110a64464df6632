"""Errors of a sign-in: each says what happened, and what the person can do."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from claimtrail.kernel.errors import ClaimTrailError, Explanation

WHERE = "sign-in"


class SignInFailure(StrEnum):
    """A reason for which nobody was signed in."""

    TOO_MANY = "too_many"
    PROVIDER_UNKNOWN = "provider_unknown"
    NOT_BEGUN = "not_begun"
    OTHER_BROWSER = "other_browser"
    EXPIRED = "expired"
    DENIED = "denied"
    PROVIDER_REFUSED = "provider_refused"
    PROVIDER_DOWN = "provider_down"
    CODE_REFUSED = "code_refused"
    TOKEN_INVALID = "token_invalid"  # noqa: S105 - a reason, no token
    NO_ROLE = "no_role"
    INACTIVE = "inactive"
    """The person left, the contract ended, or somebody ended the access."""


@dataclass(frozen=True, slots=True)
class _Text:
    what: str
    next_step: str


_AGAIN = "Sign in again."
_TEXTS = MappingProxyType(
    {
        SignInFailure.TOO_MANY: _Text(
            "there were too many sign-ins in a short time", "Wait, and sign in again."
        ),
        SignInFailure.PROVIDER_UNKNOWN: _Text(
            "no identity provider has this name", "Choose one of those that the page lists."
        ),
        SignInFailure.NOT_BEGUN: _Text(
            "this sign-in was not begun here, or was completed already", _AGAIN
        ),
        SignInFailure.OTHER_BROWSER: _Text("this sign-in was begun in another browser", _AGAIN),
        SignInFailure.EXPIRED: _Text("the sign-in took too long", _AGAIN),
        SignInFailure.DENIED: _Text(
            "the identity provider did not let you in",
            "Ask who manages your account, or sign in again.",
        ),
        SignInFailure.PROVIDER_REFUSED: _Text(
            "the identity provider did not complete the sign-in",
            "Sign in again; if it happens again, tell who manages your account.",
        ),
        SignInFailure.PROVIDER_DOWN: _Text(
            "the identity provider does not answer",
            "Try again in a few minutes. Who is signed in can go on working.",
        ),
        SignInFailure.CODE_REFUSED: _Text(
            "the identity provider did not accept the code that the browser brought", _AGAIN
        ),
        SignInFailure.TOKEN_INVALID: _Text(
            "the identity provider's answer is not about this sign-in",
            "Sign in again; if it happens again, tell who runs ClaimTrail.",
        ),
        SignInFailure.NO_ROLE: _Text(
            "you are known, and none of your groups has a role here",
            "Ask your manager for a role in ClaimTrail.",
        ),
        SignInFailure.INACTIVE: _Text(
            "your access has ended",
            "If you still work here, ask your manager: an administrator can restore it. Signing in "
            "again does not.",
        ),
    }
)


class SignInError(ClaimTrailError):
    """Nobody was signed in."""

    def __init__(
        self,
        failure: SignInFailure,
        *,
        detail: str = "",
        person_id: str = "",
        retry_after: timedelta = timedelta(),
    ) -> None:
        text = _TEXTS[failure]
        super().__init__(
            Explanation(
                code=f"SIGN_IN_{failure.name}",
                what=text.what,
                where=WHERE,
                next_step=text.next_step,
            )
        )
        self.failure = failure
        self.detail = detail
        """More for the log, from a fixed set of words; never what a browser or token said."""
        self.person_id = person_id
        """The person, where the provider named one."""
        self.retry_after = retry_after
        """The time after which another try counts, where there were too many."""
