"""A person at the command line of a deployed stage: signs in, types commands, and has a token."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from click.testing import CliRunner

from claimtrail.access.front.outputs import FrontOutput
from claimtrail.access.roles import JobRole
from claimtrail.cli.core import access
from claimtrail.cli.core.state_folder import CONFIG_FOLDER
from claimtrail.cli.main import cli
from claimtrail.cli.remote import api, sign_in
from claimtrail.cli.remote.kept import KeptSignIn, read_kept
from claimtrail.cli.remote.tokens import refreshed
from infra.local.identity.configuration import OIDC
from infra.local.identity.people import LocalPerson, read_people
from tests.harness.access.browser import ProviderPages
from tests.harness.stage.deployed import Deployed

STAGE = "local"
_SECONDS = 240
"""The first call starts the function, on a machine that does other things, too."""


new_client = partial(api.new_client, timeout=_SECONDS)
"""A client of the stage that waits longer than a person would."""


@dataclass(frozen=True, slots=True)
class DeployedPerson:
    """A person who is signed in at the command line, and has no AWS credentials."""

    known: LocalPerson
    pages: str

    @property
    def kept(self) -> KeptSignIn:
        """Return the sign-in as it is kept on this machine."""
        return read_kept(STAGE)

    def sign_in(self) -> str:
        """Type `claimtrail sign-in`; return what it says."""
        return _typed("sign-in", self.pages, "--provider", OIDC)

    def types(self, *words: str, fails: int = 0) -> str:
        """Type a command at the stage; return what it says."""
        return _typed(*words, "--stage", STAGE, "--purpose", "payment", fails=fails)

    def call(self, path: str, token: str) -> httpx.Response:
        """Return the API's answer to a token."""
        headers = {"Authorization": f"Bearer {token}", "X-Purpose-Of-Use": "payment"}
        with new_client() as client:
            return client.get(f"{self.pages}/api/v1{path}", headers=headers)

    def next_token(self) -> str:
        """Return a new access token, which is not kept."""
        with new_client() as client:
            return refreshed(client, self.kept).access_token


@contextmanager
def person_at_the_command_line(
    deployed: Deployed, role: JobRole, folder: Path
) -> Iterator[DeployedPerson]:
    """Yield the person of a role, in front of a browser; `folder` keeps what is kept."""
    people = read_people(deployed.cloud.cloud.settings.identity)
    known = next(one for one in people if one.role is role)

    def no_stage(name: str) -> None:
        raise AssertionError(f"AWS was asked for stage {name}")

    def open_browser(address: str) -> bool:
        Thread(target=_browse, args=(address, known), daemon=True).start()
        return True

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(CONFIG_FOLDER, str(folder))
        patched.setattr(api, "new_client", new_client)
        patched.setattr(sign_in, "new_client", new_client)
        patched.setattr(sign_in.webbrowser, "open", open_browser)
        patched.setattr(access, "open_stage", no_stage)
        yield DeployedPerson(known, deployed.bucket(FrontOutput.PAGES_ADDRESS).rstrip("/"))


def _browse(address: str, person: LocalPerson) -> None:
    """Sign in at the provider, and come back to the listener of the command."""
    back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
    brought = ProviderPages(person.user, person.password, home=back).sign_in(address)
    httpx.get(back, params=brought)


def _typed(*words: str, fails: int = 0) -> str:
    done = CliRunner(env={"COLUMNS": "200"}).invoke(cli, list(words))
    assert done.exit_code == fails, (done.output, done.exception)
    return done.output + (str(done.exception) if fails == 1 else "")
