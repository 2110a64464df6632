"""Commands of a person who signed in: by the API, with the person's roles, without AWS."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from claimtrail.access.roles import JobRole
from claimtrail.cli.core import access
from claimtrail.cli.core.state_folder import CONFIG_FOLDER, sign_in_file
from claimtrail.cli.main import cli
from claimtrail.cli.remote import api, searching, sign_in
from claimtrail.cli.remote.kept import KeptSignIn, keep, read_kept
from claimtrail.kernel.clock import utc_now
from tests.harness.remote.command_line import (
    CLIENT_ID,
    NEXT_TOKEN,
    PAGES,
    PERSON,
    REFRESH,
    STAGE,
    TOKEN,
    CommandLineStage,
    know_person,
)
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores

pytestmark = [pytest.mark.capability("C1.6"), pytest.mark.capability("C8.8")]

Run = Callable[..., str]


@pytest.fixture
def stores() -> PageStores:
    made = PageStores()
    know_person(made, JobRole.BILLER, JobRole.MANAGER)
    return made


@pytest.fixture
def stage(stores: PageStores, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLineStage:
    made = CommandLineStage(stores)
    monkeypatch.setenv(CONFIG_FOLDER, str(tmp_path))
    monkeypatch.setattr(api, "new_client", made.client)
    monkeypatch.setattr(sign_in, "new_client", made.client)
    monkeypatch.setattr(sign_in.webbrowser, "open", made.open_browser)
    return made


@pytest.fixture
def run(stage: CommandLineStage, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Type a command as somebody without AWS credentials; `fails` is the exit code."""
    assert stage

    def no_stage(name: str) -> None:
        raise AssertionError(f"AWS was asked for stage {name}")

    monkeypatch.setattr(access, "open_stage", no_stage)

    def typed(*words: str, fails: int = 0) -> str:
        done = CliRunner(env={"COLUMNS": "200"}).invoke(cli, list(words))
        assert done.exit_code == fails, (done.output, done.exception)
        return done.output + (str(done.exception) if fails == 1 else "")

    return typed


@pytest.fixture
def signed_in(run: Run) -> Run:
    keep(
        KeptSignIn(
            stage=STAGE,
            pages=PAGES,
            sign_in="https://sign-in.example.com",
            client_id=CLIENT_ID,
            access_token=TOKEN,
            refresh_token=REFRESH,
            ends_at=utc_now() + timedelta(minutes=15),
        )
    )

    def typed(*words: str, fails: int = 0) -> str:
        return run(*words, "--stage", STAGE, "--purpose", "payment", fails=fails)

    return typed


def test_a_sign_in_is_kept_for_its_owner_alone(run: Run, stage: CommandLineStage) -> None:
    said = run("sign-in", PAGES)

    kept, path = read_kept(STAGE), sign_in_file(STAGE)
    assert f"Signed in at stage {STAGE}" in said
    assert (kept.access_token, kept.refresh_token) == (TOKEN, REFRESH)
    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600
    assert {one["code"] for one in stage.forms} == {"code-1"}


def test_claims_are_listed_with_the_roles_of_the_person(signed_in: Run, stores: PageStores) -> None:
    shown = signed_in("claims", "--sort", "amount", "--limit", "3")
    found = json.loads(signed_in("claims", "--json"))

    one = found["claims"][0]
    assert found["found"] == len(found["claims"]) > 3
    assert "Charged" in shown
    assert "3 of " in shown
    looked_at = stores.rows.rows["access_log"]
    assert {(row["actor"], row["purpose"]) for row in looked_at} == {(f"user:{PERSON}", "payment")}
    whole = signed_in("claim", one["claim_id"])
    assert one["claim_id"] in whole
    assert "dates of service" in whole


def test_a_ticket_is_noted_and_given_away(signed_in: Run, stores: PageStores) -> None:
    ticket = open_tickets(stores)[0]
    shown = signed_in("tickets", "list")

    signed_in("tickets", "comment", ticket.ticket_id, "--note", "they call back on Monday")
    given = signed_in("tickets", "assign", ticket.ticket_id, "--to", f"user:{PERSON}")

    stored = stores.tickets.get(ticket.ticket_id)
    assert stored is not None
    assert ticket.ticket_id[:10] in shown
    assert f"assigned to user:{PERSON}" in given
    assert stored.assigned_to == f"user:{PERSON}"
    assert "they call back on Monday" in {entry.note for entry in stored.history}
    assert f"user:{PERSON}" in {entry.actor for entry in stored.history}


def test_a_ticket_is_opened_shown_and_taken_through_its_statuses(
    signed_in: Run, stores: PageStores
) -> None:
    values = ("--meta", "amount=137.25", "--text", "The caller asks for a bill.")
    said = signed_in(
        "tickets", "new", "patient_billing/dispute", "--title", "Balance is disputed", *values
    )
    [ticket_id] = {word for word in said.split() if word.startswith("tkt_") and "`" not in word}
    why = ("--why", "the payer said so")

    for change, more, words in (
        ("start", (), "is in progress."),
        ("hold", ("--for", "payer", "--since", f"{stores.watch():%Y-%m-%dT%H:%MZ}"), "(payer)."),
        ("resume", (), "is in progress."),
        ("resolve", (), "is resolved."),
        ("resolve", (), "It was so before"),
        ("reopen", (), "is reopened."),
    ):
        assert words in signed_in("tickets", change, ticket_id, *more, *why), change
    named = signed_in("tickets", "comment", ticket_id, "--note", "Maria Gomez calls back")
    outside = signed_in("tickets", "comment", ticket_id, "--note", "We sent a bill", "--external")
    shown = signed_in("tickets", "show", ticket_id)
    as_json = json.loads(signed_in("tickets", "show", ticket_id, "--json"))

    assert "1 name was masked. The original is kept" in named
    assert "Noted on" in outside
    assert "masked" not in outside
    assert "reopened, priority" in shown
    assert "Resolution" in shown
    assert "Metadata: amount $137.25" in shown
    assert "We sent a bill" in shown
    assert [one["what"] for one in as_json["history"]][-3:] == [
        *("reopened it", "commented", "commented"),
    ]
    assert as_json["history"][-1]["visibility"] == "external"
    assert "is canceled." in signed_in("tickets", "cancel", ticket_id, *why)
    assert {row["actor"] for row in stores.rows.rows["access_log"]} == {f"user:{PERSON}"}


def test_a_claim_is_searched_and_shown_by_its_number(signed_in: Run, stores: PageStores) -> None:
    rows = json.loads(signed_in("claims", "--json"))["claims"]
    one = next(row for row in rows if row["number"])

    listed = signed_in("search", one["number"])
    typed = json.loads(signed_in("search", one["number"], "--json"))

    assert one["number"] in listed
    assert [row["claim_id"] for row in typed["claims"]] == [one["claim_id"]]
    assert one["claim_id"] in signed_in("claim", one["number"])
    ticket = open_tickets(stores)[0].ticket_id
    assert f"tickets show {ticket}" in signed_in("search", ticket)
    assert "Nothing that you may see fits." in signed_in("search", "Nobody, Else")


def test_a_search_without_words_asks_for_them_and_needs_a_sign_in(
    run: Run, signed_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching.click, "prompt", lambda *_, **__: "Nobody, Else")
    assert "Nothing that you may see fits." in signed_in("search")

    run("sign-out", "--stage", STAGE)
    assert "NOT_SIGNED_IN" in signed_in("search", "Doe", fails=1)


def test_unmatched_responses_are_listed(signed_in: Run) -> None:
    assert "Could be" in signed_in("unmatched") or "No unmatched" in signed_in("unmatched")


def test_a_token_that_ends_is_refreshed(signed_in: Run, stage: CommandLineStage) -> None:
    kept = read_kept(STAGE)
    keep(kept.model_copy(update={"ends_at": kept.ends_at - timedelta(hours=1)}))

    signed_in("claims")

    assert stage.forms[-1]["grant_type"] == "refresh_token"
    assert read_kept(STAGE).access_token == NEXT_TOKEN
    assert read_kept(STAGE).refresh_token == REFRESH


def test_who_was_signed_out_by_others_is_told_to_sign_in_again(
    signed_in: Run, stage: CommandLineStage, stores: PageStores
) -> None:
    stores.sessions.revoke_all(PERSON)
    assert "TOKEN_INVALID" in signed_in("claims", fails=1)

    kept = read_kept(STAGE)
    keep(kept.model_copy(update={"ends_at": kept.ends_at - timedelta(hours=1)}))
    stage.is_refused = True
    assert "SIGN_IN_ENDED" in signed_in("claims", fails=1)


def test_signing_out_forgets_and_revokes(run: Run, signed_in: Run, stage: CommandLineStage) -> None:
    assert signed_in
    run("sign-out", "--stage", STAGE)

    assert stage.forms[-1] == {"token": REFRESH, "client_id": CLIENT_ID}
    assert "NOT_SIGNED_IN" in run("sign-out", "--stage", STAGE, fails=1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("claims", "--totals"), "OPTION_NOT_BY_API"),
        (("tickets", "list", "--by-cause"), "OPTION_NOT_BY_API"),
        (("claim", "ZT00042"), "CLAIM_ID_WANTED"),
        (("tickets", "show", "tkt_none"), "NOT_FOUND"),
        (("tickets", "assign", "--payer", "x", "--to", "queue:billing"), "NOT_BY_THE_API"),
        (("tickets", "new", "nowhere/none", "--title", "A question"), "CATEGORY_UNKNOWN"),
        (("claim", "clm_aaaaaaaaaaaaaaaaaaaaaaaa"), "NOT_FOUND"),
    ],
)
def test_what_the_api_does_not_have_is_said(
    signed_in: Run, words: tuple[str, ...], code: str
) -> None:
    assert code in signed_in(*words, fails=1)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://pages.example.com", "ADDRESS_WITHOUT_TLS"),
        ("https://x.example.com/y", "PAGES_UNKNOWN"),
    ],
)
def test_an_address_that_is_none_of_pages_is_refused(run: Run, address: str, code: str) -> None:
    assert code in run("sign-in", address, fails=1)


def test_a_provider_is_one_of_the_stage(run: Run) -> None:
    assert "harborlight" in run("sign-in", PAGES, "--provider", "other", fails=1)


def test_a_purpose_is_said(run: Run, signed_in: Run) -> None:
    assert signed_in
    kept = read_kept(STAGE)
    keep(kept.model_copy(update={"stage": "prod"}))

    assert "say --purpose" in run("claims", "--stage", "prod", fails=2)
