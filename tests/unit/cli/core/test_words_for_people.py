"""People read words: no code of an enumeration, no name of a class or field, reaches a list."""

import ast
import re
import shlex
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.access.break_glass.model import BREAK_STATE_WORDS, REASONS, BreakState, GlassReason
from claimtrail.access.people.model import END_CAUSE_WORDS, EndCause
from claimtrail.access.reviews.model import ATTESTATION_WORDS, Attestation
from claimtrail.access.subjects import RESTRICTION_WORDS, AccessRestriction
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.core.short_ids import ids_in
from claimtrail.cli.main import cli
from claimtrail.escalations.model import (
    END_REASON_WORDS,
    ESCALATION_STATUS_WORDS,
    ESCALATION_STEP_WORDS,
    EndReason,
    Escalation,
    EscalationEntry,
    EscalationEventType,
    EscalationStatus,
)
from claimtrail.escalations.views import history_rows
from claimtrail.incidents.model import INCIDENT_STATE_WORDS, IncidentState
from claimtrail.intake.model.finding_words import cause_words
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.intake.model.status_words import FILE_STATUS_WORDS, SET_VERDICT_WORDS
from claimtrail.tickets.model import TICKET_STATUS_WORDS, TicketStatus
from claimtrail.trail.holding.holds import HOLD_PHASE_WORDS, HoldPhase
from claimtrail.x12.model import SetAcceptance
from claimtrail.x12.model.catalog import FindingCode
from tests.harness.stage.twins import Twins

CHECKOUT = Path(__file__).resolve().parents[4]
CLI = CHECKOUT / "layers/claimtrail/python/claimtrail/cli"
COMMANDS = sorted((*CLI.rglob("*.py"), *(CHECKOUT / "infra/local").rglob("*.py")))
SHOWN = frozenset({"table", "say", "heading", "note"})
"""The methods of `Output` that only people read."""
PLAIN = {
    "audit/verify.py": {"check.name.value", "check.result.value", "fault.kind.value"},
    "audit/export.py": {"to.value"},
    "claims/lines.py": {"each.kind.value", "each.fault.value"},
    "intake/file_trail.py": {"kind.value", "finding.severity.value"},
    "x12/report.py": {"first.severity.value"},
    "infra/local/demo/trail.py": {"one.verdict.value"},
    "routing/rules.py": {"one.strategy.value"},
    "tickets/notice_desk.py": {"one.kind.value", "one.channel.value"},
    "tickets/route_ticket.py": {"found.strategy.value"},
}
"""Enumerations whose values are the words themselves: `passed`, `encounter`, `277CA`."""
CODE = re.compile(r"\b(?:[a-z]+(?:_[a-z0-9]+)+|[A-Z]{2,}(?:_[A-Z]+)+)\b")
FINDING = re.compile(r"(?:X12|INTAKE)_[A-Z0-9_]+|`[^`]*`|--\S+")
"""Findings are named by their code, as docs/x12-findings.md lists them; commands as typed."""
LISTS = (
    *("claims", "claims --totals", "unmatched", "exceptions", "payments", "files --days 60"),
    *("escalations", "tickets", "incidents", "incidents --all", "hold list"),
)
WORDS: tuple[tuple[type[StrEnum], Mapping[Any, str]], ...] = (
    (FileStatus, FILE_STATUS_WORDS),
    (SetAcceptance, SET_VERDICT_WORDS),
    (IncidentState, INCIDENT_STATE_WORDS),
    (HoldPhase, HOLD_PHASE_WORDS),
    (EscalationStatus, ESCALATION_STATUS_WORDS),
    (EscalationEventType, ESCALATION_STEP_WORDS),
    (EndReason, END_REASON_WORDS),
    (TicketStatus, TICKET_STATUS_WORDS),
    (AccessRestriction, RESTRICTION_WORDS),
    (BreakState, BREAK_STATE_WORDS),
    (GlassReason, REASONS),
    (EndCause, END_CAUSE_WORDS),
    (Attestation, ATTESTATION_WORDS),
)


@pytest.fixture(scope="module")
def twins() -> Twins:
    """One month of files for all cases; commands here change nothing."""
    return Twins().fill()


@pytest.fixture(autouse=True)
def _stage(twins: Twins, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    twins.serve(monkeypatch)
    monkeypatch.setenv("CLAIMTRAIL_STATE_FOLDER", str(tmp_path))


def shown(line: str) -> str:
    """Return what a command shows people on a wide screen."""
    done = CliRunner().invoke(cli, shlex.split(line), env={"COLUMNS": "400"})
    assert not done.exception or isinstance(done.exception, SystemExit), done.exception
    return done.output


def codes_in(text: str) -> list[str]:
    """Return what looks like a program's own name for something."""
    ids = set(ids_in(text))
    return [one for one in CODE.findall(FINDING.sub("", text)) if one not in ids]


@pytest.mark.parametrize("line", LISTS)
def test_a_list_has_words_and_no_codes_of_the_program(line: str) -> None:
    assert codes_in(shown(line)) == []


def test_a_claim_a_file_and_a_file_with_held_sets_have_words(twins: Twins) -> None:
    claims = {one.state: one.claim_id for one in twins.claims}
    files = [one for one in dict.fromkeys(ids_in(shown("files"))) if one.startswith("fil_")]
    lines = [
        *(f"claim {one}" for one in claims.values()),
        *(f"{command} {one}" for one in files for command in ("trail", "files show")),
    ]
    assert {line: found for line in lines if (found := codes_in(shown(line)))} == {}


@pytest.mark.parametrize(("known", "words"), WORDS, ids=lambda each: getattr(each, "__name__", ""))
def test_each_value_has_words_of_its_own(known: type[StrEnum], words: Mapping[Any, str]) -> None:
    assert set(words) == set(known)
    assert len(set(words.values())) == len(words)
    assert [one for one in words.values() if "_" in one] == []


def test_the_end_of_an_escalation_is_said_in_words() -> None:
    notes = {EndReason.STATUS_CHANGED: "the claim moved", EndReason.EXPIRED: "nothing moved"}

    for reason, words in notes.items():
        [shown_end] = history_rows(_ended(reason))
        assert shown_end.note.startswith(words)


def test_every_finding_has_its_meaning_beside_its_code_and_no_partner_to_be_filled_in() -> None:
    for code in (*map(str, FindingCode), *map(str, IntakeFindingCode)):
        words = cause_words(code)
        assert words.startswith(f"{code}: "), code
        assert not re.search(r"[{}]|\.$", words), words


def _ended(reason: EndReason) -> Escalation:
    at = datetime(2026, 11, 30, tzinfo=UTC)
    entry = EscalationEntry(
        event_type=EscalationEventType.ENDED,
        event_id="evt_1",
        at=at,
        actor="system:advance_escalation",
        claim_state=State.ACCEPTED,
        note=reason.value,
    )
    return Escalation(
        escalation_id="esc_1",
        claim_id="clm_1",
        payer_id="larkspur-commercial",
        charge_cents=1,
        escalate_on=at.date(),
        state_at_start=State.ACCEPTED,
        last_event_id="evt_0",
        owner="queue:billing",
        manager="queue:billing-managers",
        rule="escalation@1",
        status=EscalationStatus.ENDED,
        started_at=at,
        checked_at=at,
        history=(entry,),
    )


def _shown_calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of what only people read, with the method's name."""
    for node in ast.walk(ast.parse(path.read_text())):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in SHOWN:
            assert isinstance(node, ast.Call)
            yield called.attr, node


def _raw_values(node: ast.AST) -> Iterator[str]:
    """Yield `x.value` under a node, but where a function or table of words takes it."""
    for child in ast.iter_child_nodes(node):
        called = child.func if isinstance(child, ast.Call) else None
        if isinstance(called, ast.Name) and re.fullmatch("state|.*_words", called.id):
            continue
        if isinstance(child, ast.Attribute) and child.attr == "value":
            yield ast.unparse(child)
        yield from _raw_values(child)


def test_commands_show_no_value_of_an_enumeration_but_plain_words() -> None:
    found = {
        str(path.relative_to(CLI if CLI in path.parents else CHECKOUT)): raw
        for path in COMMANDS
        if (raw := {one for _, call in _shown_calls(path) for one in _raw_values(call)})
    }

    assert found == PLAIN


def test_the_heads_of_tables_are_words_and_no_names_of_classes() -> None:
    heads = {
        each.value
        for path in COMMANDS
        for method, call in _shown_calls(path)
        if method == "table" and call.args
        for each in ast.walk(call.args[0])
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }

    assert len(heads) > 100
    assert [one for one in heads if re.search(r"[a-z][A-Z]|_", one)] == []
