"""The commands about access: each records who looks, acts under that name, and says what it did."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.access.break_glass.model import GlassReason
from claimtrail.access.resources import Resource
from claimtrail.access.subjects import AccessRestriction, AccessTarget
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.claims.projection.projection import project
from claimtrail.cli.access import glass, people, restrictions, reviews, staff_list
from claimtrail.cli.audit import disclosures
from claimtrail.cli.core import access
from claimtrail.cli.core.stage import LOCAL
from claimtrail.cli.main import cli
from claimtrail.disclosures.accounting import Disclosure
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.trail.access_log import Purpose
from claimtrail.trail.outputs import TrailOutput
from tests.harness.access.use_cases import DANA, START, UseCases, listed
from tests.harness.aws.access_stage import AccessQueue, FakeStage
from tests.harness.claims.claim_events import CLAIM_ID, INFERRING, NOW, submitted
from tests.harness.claims.claim_history import remember
from tests.twins.access import MemoryDirectory
from tests.twins.claims import MemoryClaimStore

pytestmark = pytest.mark.capability("C5.8")

WHY = "the person moved to another team"
Run = Callable[..., str]


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> UseCases:
    """The use cases behind the commands, of a stage whose caller is kim."""
    cases = UseCases(directory=MemoryDirectory(listed("dana"), listed("lee", "finance")))
    claims = MemoryClaimStore()
    remember(claims)
    claims.append_events([submitted(1)])
    project(CLAIM_ID, store=claims, policy=lambda _: INFERRING, clock=lambda: NOW)
    outputs: dict[str, str] = {
        TrailOutput.AUDIT_QUEUE: "queue",
        ClaimOutput.CLAIM_KEY_SECRET: "secret",
        ClaimOutput.ORGANIZATION_ID: "org",
        "AthenaWorkgroup": "w",
        "GlueDatabase": "d",
    }
    stage = FakeStage(LOCAL, outputs)
    FakeStage.access_queue = AccessQueue()
    monkeypatch.setattr(FakeStage, "caller", lambda _: "user:kim")
    monkeypatch.setattr(access, "open_stage", lambda _: stage)
    monkeypatch.setattr(people, "people_of", lambda _: cases.people)
    monkeypatch.setattr(reviews, "reviews_of", lambda _: cases.reviews)
    monkeypatch.setattr(glass, "reviews_of", lambda _: cases.glass_reviews)
    for module in (restrictions, staff_list):
        monkeypatch.setattr(module, "restrictions_of", lambda _: cases.restrictions)
    monkeypatch.setattr(staff_list, "claim_secret", lambda _: b"s" * 32)
    monkeypatch.setattr(restrictions, "read_claim", lambda *_, **__: claims.find(CLAIM_ID))
    return cases


@pytest.fixture
def run(cases: UseCases) -> Run:
    """Type a command; `fails` is the exit code that it must have."""
    assert cases

    def typed(*words: str, fails: int = 0) -> str:
        done = CliRunner(env={"COLUMNS": "200"}).invoke(cli, list(words))
        assert done.exit_code == fails, done.output
        return done.output + (str(done.exception) if fails == 1 else "")

    return typed


def logged() -> list[tuple[str, str]]:
    return [(row["action"], row["subject_id"]) for row in FakeStage.access_queue.rows]


def of(run: Run, *words: str) -> Any:
    return json.loads(run(*words, "--json"))


def test_people_are_listed_with_their_last_use(cases: UseCases, run: Run) -> None:
    cases.sign_in.open(DANA, purpose=Purpose.PAYMENT)

    [dana] = of(run, "people", "list")

    assert dana["last_use"] == {"biller": "2026-11-30"}
    assert logged() == [("people.list", "dana")]
    assert "dana" in run("people")


def test_people_who_do_not_use_their_access_are_found(cases: UseCases, run: Run) -> None:
    cases.clock.now = START.replace(year=2020)
    cases.sign_in.open(DANA, purpose=Purpose.PAYMENT)
    cases.people.announce("lee")

    found = of(run, "people", "list", "--unused-days", "90")

    assert [one["person_id"] for one in found] == ["dana", "lee"]


def test_a_person_is_signed_out_ended_and_restored(cases: UseCases, run: Run) -> None:
    cases.sign_in.open(DANA, purpose=Purpose.PAYMENT)

    run("people", "sign-out", "dana", "--why", WHY)
    run("people", "end", "dana", "--why", WHY)
    ended = cases.people_store.find("dana").is_active
    run("people", "restore", "dana", "--why", WHY)

    assert not ended
    assert cases.people_store.find("dana").is_active
    assert [one.actor for one in cases.publisher.events.values()] == ["user:kim"] * 3
    assert run("people", "end", "dana", "--why", "short", fails=1)


def test_a_leaver_file_is_taken(cases: UseCases, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "leavers.csv"
    file.write_text("person_id,left_on\ndana,\nlee,2999-12-31\n", encoding="utf-8")

    said = of(run, "people", "leavers", str(file))

    assert said == {"left": ["dana"], "announced": {"lee": "2999-12-31"}}
    assert not cases.people_store.find("dana").is_active
    file.write_text("name\nx\n", encoding="utf-8")
    assert "LEAVER_FILE_UNUSABLE" in run("people", "leavers", str(file), fails=1)


def test_a_review_is_listed_shown_and_attested(cases: UseCases, run: Run) -> None:
    [review] = cases.reviews.open_due()

    [one] = of(run, "people", "reviews")
    listed = run("people", "reviews")
    table = run("people", "reviews", review.review_id)
    run("people", "attest", review.review_id, "dana", "--keep")
    said = run("people", "attest", review.review_id, "lee", "--remove", "--why", WHY)

    assert (one["review_id"], one["people"], one["left"]) == (review.review_id, 2, 2)
    assert f"Its people: `claimtrail people reviews {review.review_id}`" in listed
    assert f"`claimtrail people attest {review.review_id} dana --keep`" in table
    assert "finance" in table
    assert "Left in this review: 0 of 2" in said
    assert not cases.directory.known["lee"].is_enabled
    assert ("people.review", "lee") in logged()


def test_an_attestation_says_one_of_both(cases: UseCases, run: Run) -> None:
    [review] = cases.reviews.open_due()

    assert "--keep or --remove" in run("people", "attest", review.review_id, "dana", fails=2)
    both = ("--keep", "--remove")
    assert "--keep or --remove" in run("people", "attest", review.review_id, "dana", *both, fails=2)


def test_a_review_is_reassigned_and_then_another_managers(cases: UseCases, run: Run) -> None:
    [review] = cases.reviews.open_due()

    run("people", "reassign", review.review_id, "sam")

    said = run("people", "attest", review.review_id, "dana", "--keep", fails=1)
    assert "REVIEW_OF_ANOTHER_MANAGER" in said


def test_a_claim_is_closed_shown_and_opened(run: Run) -> None:
    run("restrictions", "set", CLAIM_ID, "vip", "--why", WHY)
    shown = of(run, "restrictions", "list", CLAIM_ID)
    said = run("restrictions", "clear", CLAIM_ID, "vip", "--why", WHY)

    assert [one["restriction"] for one in shown["people"]] == ["vip"]
    assert "open to roles" in said
    assert ("restrictions.change", CLAIM_ID) in logged()
    assert run("restrictions", "set", CLAIM_ID, "own_family", "--why", WHY, fails=2)


def test_the_staff_list_is_taken(cases: UseCases, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("person_id,account_number\ndana,PT-1\n", encoding="utf-8")

    assert of(run, "restrictions", "staff-list", str(file)) == {"people": 1}
    assert cases.restricted.people_with_households() == ["dana"]


def test_an_opening_is_listed_and_reviewed(cases: UseCases, run: Run) -> None:
    _, session = cases.sign_in.open(DANA, purpose=Purpose.PAYMENT)
    vip = frozenset({AccessRestriction.VIP})
    cases.glass.break_glass(
        session,
        AccessTarget(resource=Resource.CLAIM, restrictions=vip),
        CLAIM_ID,
        reason=GlassReason.PAYER_ASKS,
        words="the payer called about it",
        origin="here",
    )

    [one] = of(run, "break-glass", "list")
    finding = ("--finding", "the call is in the notes")
    said = run("break-glass", "review", one["break_id"], "--justified", *finding)

    assert one["words"] == "the payer called about it"
    assert "justified, by user:kim" in said
    assert of(run, "break-glass", "list") == []
    assert len(of(run, "break-glass", "list", "--all")) == 1
    assert run("break-glass", "review", one["break_id"], *finding, fails=2)


def test_disclosures_are_listed_by_claim_or_patient(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Disclosure(
        disclosed_at=START,
        claim_id=CLAIM_ID,
        recipient="user:lee",
        role="auditor",
        action="claim.read",
        fields="state",
        purpose="legal",
        origin="here",
    )

    encounters = ["enc_x"]

    class Accounting:
        def of_claims(self, claims: list[str], *, with_routine: bool) -> list[Disclosure]:
            return [line] if not with_routine and CLAIM_ID in claims else []

    class Claims:
        def encounters_of(self, patient: str) -> list[str]:
            assert patient.startswith("pat_")
            return encounters

    monkeypatch.setattr(disclosures, "disclosure_accounting", lambda **_: Accounting())
    monkeypatch.setattr(disclosures, "store_of", lambda _: Claims())
    monkeypatch.setattr(disclosures, "claim_secret", lambda _: b"s" * 32)
    monkeypatch.setattr(disclosures, "read_claim", stored_claim)

    words = ("audit", "disclosures", "--claim", CLAIM_ID, "--patient", "MRN-1")
    [shown] = of(run, *words)

    assert (shown["recipient"], shown["purpose"]) == ("user:lee", "legal")
    assert ("disclosures.report", "clm_x") in logged()
    assert FakeStage.access_queue.rows[0]["purpose"] == "patient_request"
    assert "--claim" in run("audit", "disclosures", fails=2)
    encounters.clear()
    run(*words, fails=1)
    for mistyped in ("clm_" + "a" * 24, "clm_" + "a" * 26):
        run("audit", "disclosures", "--claim", mistyped, fails=1)


def stored_claim(_stage: object, wanted: str) -> None:
    if wanted != CLAIM_ID:
        raise NotFoundError(Explanation(code="CLAIM_UNKNOWN", what=wanted, where="", next_step=""))
