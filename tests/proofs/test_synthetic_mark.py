"""The synthetic mark: what a stage tests itself with travels the whole way and enters no figure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.synthetic import MARKED_BY, UNMARKED, real_rows
from claimtrail.analytics.views import VIEWS
from claimtrail.claims.lifecycle.states import State
from claimtrail.escalations.rules import is_due, why_not_due
from claimtrail.kernel.bus import BUS_SOURCE, SYNTHETIC_SOURCE
from claimtrail.kernel.errors import ConfigurationError
from claimtrail.kernel.synthetic import is_synthetic
from claimtrail.partners.profile import PartnerProfile, read_profile, with_synthetic
from claimtrail.partners.synthetic import (
    PAYER_ID,
    PAYER_IDENTIFIER,
    PAYER_IDENTITY,
    SYNTHETIC_IDS,
)
from claimtrail.smoke.files import FileKind, SyntheticClaim
from simulator.bad_days.malformed import malformed_files
from simulator.generator import generate
from simulator.model import SimulatedFile
from tests.harness.effort import times
from tests.harness.escalations.pending_claims import pending_claim
from tests.harness.files.made_files import Payer, Sent, sent
from tests.harness.files.trial_files import ROWS, claims_of, trial_files
from tests.harness.intake.intake_fixture import NOW, demo_partners
from tests.harness.pipelines.pipeline import Pipeline, run_in_order
from tests.harness.trail.figures import lake_of
from tests.harness.trail.saved_rows import SQL

SYNTHETIC_PAYER = Payer(
    "ZZ", PAYER_IDENTITY, PAYER_IDENTITY, PAYER_IDENTIFIER, "1SYNTHETIC", "CI", PAYER_ID
)
PER_RUN = ("chain_seq", "previous_sha256", "written_at", "audit_id")
"""An object of the trail may hold rows of both kinds, and deliveries are counted across partners:
where a row stands, and the number of its delivery, are no figures."""
EVERYTHING = 100_000


def smoke_file(run: int, kind: FileKind) -> SimulatedFile:
    """A file of a run of the smoke test."""
    made = SyntheticClaim(run=run, made_at=NOW - timedelta(hours=1)).file(kind)
    return SimulatedFile(
        day=NOW.date(),
        partner_id=made.partner_id,
        name=made.name,
        content=made.content,
        transaction=kind.value,
        purpose="smoke",
    )


def smoke_files(*runs: int) -> list[SimulatedFile]:
    """All files of some runs, each in its order."""
    return [smoke_file(run, kind) for run in runs for kind in FileKind]


def played(files: Sequence[SimulatedFile]) -> Pipeline:
    """The pipeline of a stage, with its synthetic partners, after these files."""
    pipeline = Pipeline()
    pipeline.intake.partners = with_synthetic(demo_partners())
    run_in_order(pipeline, list(files))
    return pipeline


def month() -> list[SimulatedFile]:
    """Files as the demonstration plays them, and trials that end in exceptions."""
    first = date(2026, 10, 1)
    files = generate(
        partners=demo_partners(),
        seed=11,
        first_day=first,
        last_day=date(2026, 10, 5),
        claims_per_day=2,
    )
    odd = malformed_files(demo_partners(), 12, day=date(2026, 10, 2))
    return [
        *files,
        *odd.values(),
        *trial_files(*dict.fromkeys(name for row in ROWS.values() for name in row)),
    ]


def mixed(files: Sequence[SimulatedFile], more: Sequence[SimulatedFile], seed: int) -> list[Any]:
    """`more` among the files, each kind in its own order."""
    chance = Random(seed)  # noqa: S311 - an order, no secret
    left, right, result = list(files), list(more), []
    while left or right:
        take_left = chance.random() < len(left) / (len(left) + len(right))
        result.append((left if take_left else right).pop(0))
    return result


def answers(pipeline: Pipeline) -> dict[str, list[str]]:
    """Every answer of saved queries, views and tables, row by row."""
    lake = lake_of(pipeline)
    asked = {f"saved {name}": lake.ask(sql) for name, sql in SQL.items()}
    asked |= {f"view {name}": lake.ask(f"select * from {name}") for name in VIEWS}  # noqa: S608
    lake.close()
    return {name: _rows(rows) for name, rows in asked.items()}


def _rows(rows: list[dict[str, Any]]) -> list[str]:
    kept = ({key: row[key] for key in row if key not in PER_RUN} for row in rows)
    return sorted(repr(row) for row in kept)


def lists(pipeline: Pipeline) -> dict[str, Any]:
    """Return what commands read of the stores for all of a stage's payers."""
    store, intake = pipeline.store, pipeline.intake
    days = [NOW.date() - timedelta(days=back) for back in range(-400, 100)]
    payers = [one.id for one in demo_partners()]
    return {
        "claims": [
            store.list_claims(payer_id=each, state=None, limit=EVERYTHING) for each in payers
        ],
        "exceptions": [store.list_exceptions(payer_id=each, limit=EVERYTHING) for each in payers],
        "batches": [
            store.list_batch_exceptions(payer_id=each, limit=EVERYTHING) for each in payers
        ],
        "unmatched": [store.list_unmatched(payer_id=each, limit=EVERYTHING) for each in payers],
        "payments": [
            intake.payments.list_payments(payer_id=each, first_day=None, limit=EVERYTHING)
            for each in payers
        ],
        "terms": [store.terms_of(each) for each in payers],
        "due": [
            claim
            for day in days
            for claim in store.list_due(day=day, limit=EVERYTHING, per_payer=EVERYTHING).claims
            if is_due(claim, today=date.max)
        ],
        "on the bus": sorted(
            (event.detail_type.value, event.subject_id, repr(event.detail))
            for event in pipeline.audit.published.values()
            if event.source == BUS_SOURCE
        ),
    }


@pytest.fixture(scope="module")
def real() -> list[SimulatedFile]:
    return month()


@pytest.fixture(scope="module")
def without(real: list[SimulatedFile]) -> Pipeline:
    return played(real)


@pytest.mark.capability("C6.1")
@pytest.mark.parametrize("seed", range(times(1)))
def test_given_synthetic_files_among_real_ones_then_every_answer_is_the_one_without_them(
    real: list[SimulatedFile], without: Pipeline, seed: int
) -> None:
    expected, known = answers(without), lists(without)

    pipeline = played(mixed(real, smoke_files(seed + 1, seed + 7), seed))
    found = answers(pipeline)

    assert [name for name, rows in found.items() if rows != expected[name]] == []
    assert lists(pipeline) == known
    paid_ones = [one for one in claims_of(pipeline) if one.payer_id == PAYER_ID]
    assert [one.state for one in paid_ones] == [State.PAID, State.PAID]


def test_given_a_synthetic_claim_then_the_trail_holds_its_rows_marked() -> None:
    pipeline = played(smoke_files(1))

    held = {
        name: rows
        for name in DATASETS
        if (rows := pipeline.recorded(name)) and name not in UNMARKED
    }

    assert {"audit", "files", "claim_events", "claim_versions", "remittances"} <= set(held)
    for name, rows in held.items():
        marks = [[row.get(column) for column in MARKED_BY] for row in rows]
        assert all(any(map(is_synthetic, each)) for each in marks), name
    sources = {event.source for event in pipeline.audit.published.values()}
    assert sources == {SYNTHETIC_SOURCE}


@pytest.mark.parametrize("name", sorted(set(DATASETS) - UNMARKED))
def test_every_dataset_has_a_column_for_the_mark(name: str) -> None:
    assert SYNTHETIC_PAYER.partner.startswith("synthetic-")
    assert "synthetic-" in real_rows(DATASETS[name]), f"{name}: give its rows a partner_id"


def named(pipeline: Pipeline, number: str) -> Iterator[Any]:
    """The claims of a patient control number, of whatever partner."""
    return (one for one in claims_of(pipeline) if one.patient_control_number == number)


@pytest.mark.capability("C6.1")
def test_given_a_real_claim_when_a_synthetic_payment_has_its_number_then_it_stays() -> None:
    real = sent(Sent("H1"))
    payment = smoke_file(1, FileKind.REMITTANCE)
    forged = replace(payment, content=payment.content.replace(b"CLP*SYN00000001*", b"CLP*H1*"))

    pipeline = played([real, forged])

    [claim] = [one for one in named(pipeline, "H1") if not is_synthetic(one.payer_id)]
    assert (claim.state, claim.paid_cents, claim.event_count) == (State.SUBMITTED, 0, 1)


@pytest.mark.capability("C6.1")
@pytest.mark.parametrize("partner_id", ["billing", "juniper-medicaid"])
def test_given_a_real_partners_file_signed_as_synthetic_then_it_is_refused(partner_id: str) -> None:
    kind = FileKind.SUBMISSION if partner_id == "billing" else FileKind.REMITTANCE

    pipeline = played([replace(smoke_file(1, kind), partner_id=partner_id)])

    [receipt] = pipeline.receipts()
    assert (receipt.partner_id, receipt.reason) == (partner_id, "INTAKE_WRONG_DROPBOX")
    assert claims_of(pipeline) == []
    lake = lake_of(pipeline)
    assert [row["partner_id"] for row in lake.ask("select partner_id from files")] == [partner_id]
    lake.close()


@pytest.mark.capability("C6.1")
def test_given_a_real_claim_that_names_the_synthetic_payer_then_it_is_not_hidden() -> None:
    hiding = sent(Sent("H1", payer=SYNTHETIC_PAYER), payer=SYNTHETIC_PAYER)

    pipeline = played([hiding])

    [claim] = named(pipeline, "H1")
    assert not is_synthetic(claim.payer_id)
    lake = lake_of(pipeline)
    assert len(lake.ask("select * from claims")) == 1
    lake.close()
    [receipt] = pipeline.receipts()
    assert {found.code for found in receipt.findings} == {"INTAKE_PAYER_UNKNOWN"}


@pytest.mark.capability("C6.1")
def test_given_a_synthetic_claim_that_names_a_real_payer_then_it_is_withheld() -> None:
    right = smoke_file(1, FileKind.SUBMISSION)
    content = right.content.replace(f"*PI*{PAYER_IDENTIFIER}".encode(), b"*PI*JNPRX")
    content = content.replace(f"{PAYER_IDENTITY:<15}".encode(), b"JUNIPERMA      ")
    wrong = replace(right, content=content)

    pipeline = played([wrong])

    assert claims_of(pipeline) == []
    [receipt] = pipeline.receipts()
    assert [found.code for found in receipt.findings] == ["INTAKE_NOT_SYNTHETIC"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "juniper-medicaid"', 'id = "synthetic-medicaid"'),
        ('sender_id = "JUNIPERMA"', f'sender_id = "{PAYER_IDENTITY}"'),
        ('"JNPRX"', '"synthetic9"'),
    ],
)
def test_given_a_profile_with_a_reserved_name_then_it_is_refused(old: str, new: str) -> None:
    path = "infra/stages/local/partners/juniper-medicaid.toml"
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - a path of this checkout
        text = file.read()

    with pytest.raises(ConfigurationError, match="reserved"):
        read_profile(text.replace(old, new), where="x.toml")


def test_synthetic_partners_are_two_and_beside_the_stages_own() -> None:
    partners = with_synthetic(demo_partners())
    real = partners.get("juniper-medicaid")
    synthetic = partners.get(PAYER_ID)
    assert isinstance(real, PartnerProfile)
    assert isinstance(synthetic, PartnerProfile)

    assert {one.id for one in partners.beside(synthetic)} == set(SYNTHETIC_IDS)
    assert {one.id for one in partners.beside(real)} == {one.id for one in demo_partners()}


@pytest.mark.capability("C6.1")
def test_given_a_synthetic_claim_past_its_day_then_nobody_is_called() -> None:
    late = pending_claim(payer_id=PAYER_ID, escalate_on=NOW.date())

    assert not is_due(late, today=NOW.date())
    assert why_not_due(late, today=NOW.date()) == "the claim is synthetic: nobody is called for it"
    assert is_due(pending_claim(escalate_on=NOW.date()), today=NOW.date())
