"""The people of the embedded cloud, as `up`, `status` and the demo print them."""

from pathlib import Path

import pytest

from claimtrail.cli.core.output import Output
from infra.local.identity.people import ensure_people
from infra.local.identity.show import show_people
from infra.local.settings import CloudSettings


@pytest.mark.capability("C8.8")
def test_everybody_is_shown_with_the_browsers_in_which_people_stay_signed_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = CloudSettings(root=tmp_path, identity_port=5566)
    settings.identity.mkdir(parents=True)
    people = ensure_people(settings.identity)

    show_people(Output(), settings)

    printed = capsys.readouterr().out
    assert "Chrome, Edge, Chromium or Firefox" in printed
    assert [one.user for one in people if one.user not in printed] == []
    assert people[0].password in printed


def test_a_cloud_without_a_provider_shows_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = CloudSettings(root=tmp_path)
    settings.identity.mkdir(parents=True)
    ensure_people(settings.identity)

    show_people(Output(), settings)

    assert capsys.readouterr().out == ""
