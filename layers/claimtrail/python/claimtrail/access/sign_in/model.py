"""Values of a sign-in: the stage's endpoints and providers, and one sign-in under way."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from claimtrail.access.rate_limits import RateLimit
from claimtrail.kernel.frozen_model import FrozenModel

CALLBACK_PATH = "/sign-in/callback"
"""The path of the pages to which a sign-in comes back."""
COMMAND_LINE_PATH = "/sign-in/command-line.json"
"""The path of the pages at which a command reads how people sign in."""
SIGNED_OUT_PATH = "/signed-out"
"""The path of the pages to which a sign-out leads."""


class ProviderChoice(FrozenModel):
    """An identity provider, as a person chooses it."""

    name: str
    """As the user pool has it."""
    title: str
    """For people: the name of the organization, for instance."""
    directory: str = ""
    """The people that it names; empty: the organization's own."""


def dump_directories(providers: Iterable[ProviderChoice]) -> str:
    """Return the directories of providers as a stack's output has them."""
    return json.dumps({one.name: one.directory for one in providers}, separators=(",", ":"))


def load_directories(text: str) -> tuple[ProviderChoice, ...]:
    """Return the providers of such a text, each under its name."""
    found: dict[str, str] = json.loads(text)
    return tuple(
        ProviderChoice(name=name, title=name, directory=directory)
        for name, directory in found.items()
    )


class MachineClient(FrozenModel):
    """A client that signs in by its own secret."""

    client_id: str
    name: str
    """As `people.toml` has the machine."""


class SignInLimits(FrozenModel):
    """The most sign-ins by one source and by all together, and requests of the JSON API by one."""

    per_source: RateLimit = RateLimit(a_minute=60, burst=120)
    """By one address. People of a hospital may share one, and begin their shifts together."""
    in_all: RateLimit = RateLimit(a_minute=1_200, burst=600)
    per_caller: RateLimit = RateLimit(a_minute=600, burst=120)
    """Requests of the JSON API by one person or machine."""


class SignInSettings(FrozenModel):
    """A stage's sign-in, as its function is given it."""

    issuer: str
    """The `iss` of the pool's tokens."""
    address: str
    """The user pool's own, without a slash at its end."""
    client_id: str
    pages_url: str
    """The address of the pages, without a slash at its end."""
    providers: tuple[ProviderChoice, ...] = ()
    machines: tuple[MachineClient, ...] = ()
    limits: SignInLimits = SignInLimits()
    command_line_id: str = ""
    """The client by which people sign in at the command line; empty where there is none."""

    @property
    def authorize_url(self) -> str:
        """Return the address at which a browser asks for a code."""
        return f"{self.address}/oauth2/authorize"

    @property
    def token_url(self) -> str:
        """Return the address at which a code is exchanged for tokens."""
        return f"{self.address}/oauth2/token"

    @property
    def logout_url(self) -> str:
        """Return the address at which the user pool forgets a browser."""
        return f"{self.address}/logout"

    @property
    def redirect_url(self) -> str:
        """Return the address to which the user pool sends a person back."""
        return self.pages_url + CALLBACK_PATH

    def provider(self, name: str) -> ProviderChoice | None:
        """Return the provider of a name; None when there is none."""
        return next((one for one in self.providers if one.name == name), None)


class CommandLineClient(FrozenModel):
    """The client by which commands sign people in, as the pages say it; nothing is secret."""

    stage: str
    address: str
    """The user pool's own, without a slash at its end."""
    client_id: str
    """Of a public client; empty where a stage has none."""
    providers: tuple[ProviderChoice, ...] = ()


class SignInTransaction(FrozenModel):
    """A sign-in under way: what has to fit when it comes back. It is used once."""

    schema_version: Literal[1] = 1
    transaction_id: str
    """SHA-256 of the state, in hexadecimal: the table has no value that completes a sign-in."""
    browser_id: str
    """SHA-256 of the value that the browser has in a cookie."""
    verifier: str
    """PKCE's code verifier (RFC 7636), which no browser has."""
    nonce: str
    provider: str
    return_to: str
    """The path that the person asked for."""
    ends_at: datetime
