"""The part of README.md that shows the demo."""

import re
from pathlib import Path
from xml.dom.minidom import parse

import pytest

from tools.docs import terminal

ROOT = Path(__file__).parents[3]


def test_the_readme_shows_the_history_of_a_paid_claim() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- begin: claim -->")[2].partition("<!-- end: claim -->")[0]

    assert re.search(r"^\$ claimtrail claim clm_\w+$", shown, re.MULTILINE)
    assert "Paid since" in shown
    assert "837 CLM05-3=1" in shown


def test_the_picture_stands_alone() -> None:
    path = ROOT / "docs" / "claims.svg"

    assert parse(path.as_posix()).documentElement.tagName == "svg"  # noqa: S318 - our own file
    assert set(re.findall(r"https?://[^\"]+", path.read_text(encoding="utf-8"))) == {
        "http://www.w3.org/2000/svg"
    }


def test_a_block_is_the_command_and_its_output_up_to_a_heading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    output = "\x1b[1mclm_1\x1b[0m  \n  PAID\n\nSubmissions\n\n  more"
    monkeypatch.setattr(terminal, "written", lambda *_, **_options: output)

    shown = terminal.block("claim", "clm_1", before="Submissions")

    assert shown == "```console\n$ claimtrail claim clm_1\nclm_1\n  PAID\n```"
