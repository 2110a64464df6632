"""The beginning of an id that a command printed names it as well."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.core import access, options, short_ids
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.short_ids import (
    KEPT,
    SHORTEST,
    AmbiguousIdError,
    Lengths,
    beginning_with,
    remember,
    resolve,
    seen,
    shortened,
)
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.main import cli, main
from claimtrail.trail.outputs import TrailOutput

ONE = "clm_viinx5e26jd56qkuqma4tmzx"
OTHER = "clm_viinx5e2aaaaaaaaaaaaaaaa"
FILE = "fil_9c1f3364c0de5ad18e20a7b1"
IDS = st.text("abcd", min_size=24, max_size=24).map(lambda text: f"clm_{text}")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's own state, empty."""
    monkeypatch.setenv("CLAIMTRAIL_STATE_FOLDER", str(tmp_path / "state"))
    return tmp_path / "state"


def test_what_was_shown_is_known_by_its_beginning() -> None:
    remember([ONE, FILE])

    assert resolve("clm_viinx5") == ONE
    assert resolve("fil_9c1f33") == FILE
    assert resolve(ONE) == ONE


@pytest.mark.parametrize("text", ["clm_viinx", "clm_", "HL0001", "clm_unseen", "remit.835", ""])
def test_anything_else_stays_as_it_is(text: str) -> None:
    remember([ONE])

    assert resolve(text) == text


def test_an_ambiguous_beginning_is_refused_with_what_it_may_mean() -> None:
    remember([ONE, OTHER])

    with pytest.raises(AmbiguousIdError) as refused:
        resolve("clm_viinx5e2")

    assert refused.value.explanation.code == "ID_AMBIGUOUS"
    assert all(one in refused.value.explanation.what for one in (ONE, OTHER))
    assert resolve("clm_viinx5e26") == ONE


def test_a_command_with_an_ambiguous_id_fails_with_1_and_says_what_it_may_mean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    remember([ONE, OTHER])
    monkeypatch.setattr("sys.argv", ["claimtrail", "claim", "clm_viinx5"])
    monkeypatch.setenv("COLUMNS", "200")

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 1
    shown = capsys.readouterr().err
    assert all(word in shown for word in ("ID_AMBIGUOUS", ONE, OTHER))


def test_what_a_table_shows_short_is_taken_by_the_next_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    output = Output(console=Console(width=40, highlight=False))
    with output.console.capture() as captured:
        output.table(("Claim", "File"), [(ONE, FILE)])
    shown = captured.get().split()
    asked: list[str] = []
    opened = Stage("local", {TrailOutput.AUDIT_QUEUE: "queue", ClaimOutput.CLAIM_TABLE: "table"})
    monkeypatch.setattr(access, "open_stage", lambda _: opened)
    monkeypatch.setattr(
        access, "body_of", lambda _: lambda _access, identifier, **_more: asked.append(identifier)
    )

    short = next(word for word in shown if word.startswith("clm_"))
    done = CliRunner().invoke(cli, ["claim", short], catch_exceptions=False)

    assert done.exit_code == 0
    assert len(short) == len("clm_") + SHORTEST
    assert asked == [ONE]


def test_a_table_with_room_shows_whole_ids_and_json_always_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wide = Output(console=Console(width=100, highlight=False))
    with wide.console.capture() as captured:
        wide.table(("Claim",), [(ONE,)])

    assert ONE in captured.get()
    Output(as_json=True).data({"claim": OTHER})
    assert OTHER in capsys.readouterr().out
    assert seen() == [ONE, OTHER]


def test_an_id_in_the_name_of_a_file_stays_whole() -> None:
    said = f"{FILE} is kept as larkspur/{FILE}.x12, and answered by 7_{FILE}.999: {FILE}."

    assert shortened(said, Lengths([FILE])) == (
        f"fil_9c1f33 is kept as larkspur/{FILE}.x12, and answered by 7_{FILE}.999: fil_9c1f33."
    )


@given(st.lists(IDS, min_size=1, max_size=40, unique=True))
def test_what_is_shown_of_an_id_names_no_other(ids: list[str]) -> None:
    known = sorted(ids)
    lengths = Lengths(known)

    for one in ids:
        short = shortened(one, lengths)
        assert beginning_with(short, known) == [one]
        assert len(short) >= len("clm_") + SHORTEST


def test_the_history_is_its_owners_alone_and_does_not_grow_for_ever(folder: Path) -> None:
    remember(f"clm_{number:024d}" for number in range(2 * KEPT))
    remember([ONE])
    kept = seen()

    assert len(kept) == KEPT
    assert ONE in kept
    [path] = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_folder_that_cannot_be_written_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("CLAIMTRAIL_STATE_FOLDER", str(tmp_path / "file"))

    remember([ONE])
    options.remember_payers(["larkspur"])

    assert short_ids.seen() == []
