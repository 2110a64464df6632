"""Text from outside in a terminal: nothing in it is obeyed, all of it is seen."""

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from claimtrail.cli.core.output import Output
from claimtrail.cli.core.printable import printable, safe_text
from claimtrail.kernel.errors import Explanation
from infra.local.settings import CHECKOUT

CONSOLE = CHECKOUT / "layers" / "claimtrail" / "python" / "claimtrail" / "console"
NAMES = {
    "\x1b[2J\x1b]0;owned\x07.x12": r"\x1b[2J\x1b]0;owned\x07.x12",
    "a\r\nb\tc\x7f.x12": r"a\x0d\x0ab\x09c\x7f.x12",
    "\x9b31m.x12": r"\x9b31m.x12",
    "invoice\u202e21x.exe": r"invoice\u202e21x.exe",
    "a\u200bb\ufeffc\u2066d.x12": r"a\u200bb\ufeffc\u2066d.x12",
    "tag\U000e0041.x12": r"tag\U000e0041.x12",
    "line\u2028end\udcff": r"line\u2028end\udcff",
}
"""The name that a partner gives a file, and the text that a person sees."""
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def terminal(*, write: str, text: str) -> str:
    """Return what a color terminal of 200 columns is sent, without rich's own styling."""
    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=True, width=200, highlight=False, color_system=None
    )
    output = Output(console=console, errors=console)
    explanation = Explanation(code="CODE", what=text, where=text, next_step=text)
    {
        "cell": lambda: output.table(("Name",), [(text,)]),
        "title": lambda: output.table((text,), [("",)], title=text),
        "line": lambda: output.say(text),
        "heading": lambda: output.heading(text),
        "failure": lambda: output.failure(explanation),
    }[write]()
    return stream.getvalue()


WRITES = ("cell", "title", "line", "heading", "failure")


@pytest.mark.capability("C5.1")
@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_shown_with_its_control_characters_escaped(write: str, name: str) -> None:
    shown = terminal(write=write, text=name)

    assert OBEYED.findall(shown) == []
    if "\n" not in name or write == "cell":
        assert NAMES[name] in shown


@given(st.text())
def test_whatever_a_text_holds_nothing_in_it_is_obeyed(text: str) -> None:
    assert OBEYED.findall(printable(text)) == []
    assert "\n" not in printable(text)
    assert OBEYED.findall(safe_text(text).plain) == []


@pytest.mark.parametrize("text", ["Müller, José 1.234,50 €", "日本語.x12", "a b+c é.x12"])
def test_letters_of_all_languages_stay(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize("write", WRITES)
def test_a_link_in_a_text_leads_nowhere(write: str) -> None:
    shown = terminal(write=write, text="[link=https://attacker.example]open[/link] [/nothing]")

    assert "\x1b]8" not in shown


def test_a_link_that_is_good_markup_is_dropped_and_other_styles_stay() -> None:
    text = safe_text("[bold]name[/] [link=https://attacker.example]open[/link]")

    assert text.plain == "name open"
    assert [str(span.style) for span in text.spans] == ["bold"]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_json_is_ascii_and_gives_the_name_back(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Output(as_json=True).data({"name": name})

    written = capsys.readouterr().out
    assert written.isascii()
    assert OBEYED.findall(written) == []
    assert json.loads(written)["name"] == name


def test_commands_write_to_a_terminal_through_output_alone() -> None:
    past = [
        f"{path.name}: {line.strip()}"
        for path in CONSOLE.glob("*.py")
        if path.name != "output.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bprint\(|(console|errors)\.print\(|click\.s?echo\((?!json\.dumps)", line)
    ]
    assert past == []
