"""People of the embedded cloud are printed with the browsers that keep a sign-in."""

from pathlib import Path

import pytest
from rich.console import Console

from claimtrail.access.roles import JobRole
from claimtrail.cli.core.output import Output
from infra.local.identity.people import ensure_people
from infra.local.identity.show import show_people
from infra.local.settings import CloudSettings

pytestmark = pytest.mark.capability("C8.8")


def shown(settings: CloudSettings) -> str:
    console = Console(width=240, record=True, quiet=False)
    with console.capture() as captured:
        show_people(Output(console=console), settings)
    return captured.get()


def test_a_person_for_each_role_and_the_browsers_that_stay_signed_in(tmp_path: Path) -> None:
    settings = CloudSettings(root=tmp_path, identity_port=5566)
    settings.identity.mkdir()
    people = ensure_people(settings.identity)

    text = shown(settings)

    assert len(people) == len(JobRole)
    assert all(one.user in text for one in people)
    assert "Chrome, Edge, Chromium or Firefox" in text
    assert "Safari does not" in text


def test_a_cloud_without_a_provider_shows_nobody(tmp_path: Path) -> None:
    assert shown(CloudSettings(root=tmp_path)) == ""
