"""Tables for people: words stay whole while there is room, and pipes have room."""

import pytest
from click.testing import CliRunner
from rich.console import Console

from claimtrail.cli.core.output import Output

STATE = "TRANSMISSION_REJECTED"
CLAIM_ID = "clm_viinx5e26jd56qkuqma4tmzx"
WHY = "The interchange's sender is in no trading partner's profile."
COLUMNS = ("Claim", "State", "Since", "Charged", "Why")
ROW = (CLAIM_ID, STATE, "2026-10-05", "$1,340.75", WHY)


def _shown(width: int, *, columns: tuple[str, ...] = COLUMNS, row: tuple[str, ...] = ROW) -> str:
    output = Output(console=Console(width=width, highlight=False))
    with output.console.capture() as captured:
        output.table(columns, [row])
    return captured.get()


@pytest.mark.parametrize("width", [80, 100, 160])
def test_states_days_and_amounts_are_not_broken(width: int) -> None:
    shown = _shown(width)

    assert all(word in shown for word in (STATE, "2026-10-05", "$1,340.75"))
    assert all(len(line) <= width for line in shown.splitlines())


def test_nothing_is_left_out_where_there_is_no_room() -> None:
    shown = _shown(40)

    letters = "".join(shown.split())
    assert len(letters) >= len("".join("".join(ROW).split()))
    assert all(len(line) <= 40 for line in shown.splitlines())


def test_a_pipe_is_wide_enough_for_a_claim_and_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)

    with CliRunner().isolation() as (stdout, _, _):
        Output().table(COLUMNS, [ROW])
        text = stdout.getvalue().decode()

    assert any(CLAIM_ID in line and WHY in line for line in text.splitlines())


def test_what_no_line_has_room_for_stays_whole() -> None:
    name = "/".join(["larkspur", "claims-of-november", f"{CLAIM_ID}.999"])
    digest = "2a09692a81c0eb0fe5ff17354645c39e934c02986822ee5422a5cfe75a2b3cee"
    pairs = ("", "")
    output = Output(console=Console(width=50, highlight=False))
    with output.console.capture() as captured:
        output.table(pairs, [("kept as", name), ("digest", digest), ("size", "1.0 KB")])
        output.table(("Key",), [(name,)])
        output.say(f"  It is {name}, of {digest}.")

    lines = [line.strip() for line in captured.get().splitlines()]
    assert lines.count(name) == 2
    assert digest in lines
    assert "size      1.0 KB" in lines
    assert [line for line in lines if line.startswith(name)] == [name, name, f"{name},"]
