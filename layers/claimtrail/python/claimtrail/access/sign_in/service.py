"""Sign a person in by the stage's identity providers, and out again.

The pages call `begin`, send the browser to the address that it returns, and keep `browser` in a
cookie. When the browser comes back they call `complete`, and open a session for its person.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from claimtrail.access.rate_limits import RateLimiter
from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.access.sign_in.id_tokens import ExpectedToken, read_id_token
from claimtrail.access.sign_in.model import ProviderChoice, SignInSettings, SignInTransaction
from claimtrail.access.sign_in.people import People
from claimtrail.access.sign_in.ports import SignInLog, SignInTransactions, TokenEndpoint
from claimtrail.access.sign_in.protocol import (
    authorize_url,
    digest_of,
    new_secret,
    own_path,
    sign_out_url,
)
from claimtrail.access.sign_in.sources import source_key
from claimtrail.access.subjects import Principal
from claimtrail.kernel.clock import Clock

LASTS = timedelta(minutes=10)
"""The time that a person has for a sign-in at the provider."""
_DENIED = "access_denied"
_ALL = "sign-in"
_LONGEST = 4096
"""Letters of a code or state that are looked at, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInBegun:
    """A sign-in that was begun."""

    redirect_url: str
    """The address to send the browser to."""
    browser: str
    """The value of the cookie by which the same browser is known when it comes back."""
    lasts: timedelta
    """The time after which the cookie is of no use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person who signed in."""

    person: Principal
    display_name: str
    provider: str
    return_to: str
    """The path that the person had asked for; always one of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInService:
    """Begins and completes sign-ins."""

    settings: SignInSettings
    people: People
    transactions: SignInTransactions
    tokens: TokenEndpoint
    limiter: RateLimiter
    log: SignInLog
    clock: Clock

    @property
    def providers(self) -> tuple[ProviderChoice, ...]:
        """Return the providers to choose from."""
        return self.settings.providers

    def begin(self, *, provider: str, return_to: str, browser: str, source: str) -> SignInBegun:
        """Begin a sign-in with a provider.

        `browser` is the cookie that the browser has of another sign-in under way, or empty: two
        tabs share it. `source` is the address that the request came from.

        Raises:
            SignInError: PROVIDER_UNKNOWN, or TOO_MANY with the time to wait.
        """
        with self._noting():
            self._admit(source)
            if self.settings.provider(provider) is None:
                raise SignInError(SignInFailure.PROVIDER_UNKNOWN)
            return self._new(provider, own_path(return_to), browser)

    def complete(self, query: Mapping[str, str], *, browser: str, source: str) -> SignedIn:
        """Complete the sign-in that a browser comes back from; `query` is of the callback.

        Raises SignInError, which says why nobody was signed in.
        """
        with self._noting():
            self._admit(source)
            begun = self._begun(query.get("state", ""), browser)
            token = self.tokens.exchange(
                code=_code_of(query),
                verifier=begun.verifier,
                redirect_url=self.settings.redirect_url,
            )
            signed_in = self._signed_in(token, begun)
        self.log.completed(signed_in.person.id, signed_in.provider)
        return signed_in

    def refused_as_inactive(self, person_id: str) -> SignInError:
        """Note that a person whose access ended came back, and return the error about it."""
        error = SignInError(SignInFailure.INACTIVE, person_id=person_id)
        self.log.refused(error)
        return error

    def sign_out_url(self) -> str:
        """Return the address that ends the person's session at the user pool, too."""
        return sign_out_url(self.settings)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except SignInError as error:
            self.log.refused(error)
            raise

    def _new(self, provider: str, return_to: str, browser: str) -> SignInBegun:
        state, verifier, nonce = new_secret(), new_secret(), new_secret()
        known_browser = browser if len(browser) == len(state) else new_secret()
        self.transactions.add(
            SignInTransaction(
                transaction_id=digest_of(state),
                browser_id=digest_of(known_browser),
                verifier=verifier,
                nonce=nonce,
                provider=provider,
                return_to=return_to,
                ends_at=self.clock() + LASTS,
            )
        )
        return SignInBegun(
            redirect_url=authorize_url(
                self.settings, provider=provider, state=state, verifier=verifier, nonce=nonce
            ),
            browser=known_browser,
            lasts=LASTS,
        )

    def _admit(self, source: str) -> None:
        """Raise SignInError when too many sign-ins come from an address, or in all."""
        limits = self.settings.limits
        for key, limit in (
            (f"{_ALL}:{source_key(source)}", limits.per_source),
            (_ALL, limits.in_all),
        ):
            wait = self.limiter.use(key, limit, self.clock())
            if wait:
                raise SignInError(SignInFailure.TOO_MANY, retry_after=wait)

    def _begun(self, state: str, browser: str) -> SignInTransaction:
        """Return the transaction of a state, which is over with that."""
        if not state or len(state) > _LONGEST:
            raise SignInError(SignInFailure.NOT_BEGUN)
        begun = self.transactions.take(digest_of(state))
        if begun is None:
            raise SignInError(SignInFailure.NOT_BEGUN)
        # Who makes another person's browser complete a sign-in of his own would have that person
        # work under his name (RFC 9700 section 4.7, login CSRF).
        if begun.browser_id != digest_of(browser):
            raise SignInError(SignInFailure.OTHER_BROWSER)
        if self.clock() >= begun.ends_at:
            raise SignInError(SignInFailure.EXPIRED)
        return begun

    def _signed_in(self, token: str, begun: SignInTransaction) -> SignedIn:
        provider = self.settings.provider(begun.provider)
        if provider is None:
            raise SignInError(SignInFailure.PROVIDER_UNKNOWN)
        expected = ExpectedToken(
            issuer=self.settings.issuer,
            client_id=self.settings.client_id,
            nonce=begun.nonce,
            provider=begun.provider,
        )
        identity = read_id_token(token, expected, self.clock())
        person = self.people.principal(identity, provider)
        if not person.roles:
            raise SignInError(SignInFailure.NO_ROLE, person_id=person.id)
        return SignedIn(
            person=person,
            display_name=identity.display_name,
            provider=begun.provider,
            return_to=begun.return_to,
        )


def _code_of(query: Mapping[str, str]) -> str:
    """Return the code that a browser brought. Raises SignInError where it brought an error."""
    error, code = query.get("error", ""), query.get("code", "")
    if error == _DENIED:
        raise SignInError(SignInFailure.DENIED)
    if error or not code or len(code) > _LONGEST:
        raise SignInError(SignInFailure.PROVIDER_REFUSED, detail="error" if error else "no code")
    return code
