"""An auditor's way over the deployed stage: seals, copies, provenance, packages, closed days."""

import gzip
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.main import cli
from claimtrail.kernel.clock import utc_now
from claimtrail.trail.outputs import TrailOutput
from tests.harness.days.query_cover import query_cover
from tests.harness.eventually import eventually
from tests.harness.stage.deployed import Deployed
from tests.harness.stage.periods import Period

pytestmark = pytest.mark.e2e

PAYER_ID = "foxglove-plan"
UNSOUND = 1
UP_TO_A_SEAL = 5
CLOCKED = {"claims_pending_past_window", "escalations_and_tickets"}
"""Saved queries that escalations' clocks move."""
WRITTEN = {"audit", "claim_events", "claim_versions", "files", "remittances", "adjustments"}
"""Chains that any period of files writes."""


@pytest.fixture(scope="module")
def public_key(deployed: Deployed, period: Period) -> Path:
    """The key of the seals as KMS gives it, and a trail that was sealed with it."""
    assert period.files
    path = deployed.scratch / "seal-key.pem"
    key = deployed.claimtrail("audit", "key", "--out", path)
    sealed = deployed.claimtrail("audit", "seal")
    assert sealed["public_key_sha256"] == key["sha256"]
    assert sealed["chains"] >= len(WRITTEN)
    return path


@pytest.fixture(scope="module")
def copy(deployed: Deployed, public_key: Path) -> Path:
    """The sealed trail in a folder."""
    deployed.await_rest()
    folder = deployed.scratch / "copy"
    for key, data in deployed.objects(TrailOutput.AUDIT_BUCKET):
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert public_key.exists()
    return folder


def verified(copy: Path, public_key: Path) -> tuple[int, dict[str, Any]]:
    """Exit code and report of `audit verify` for a folder."""
    arguments = ["audit", "verify", str(copy), "--public-key", str(public_key), "--json"]
    done = CliRunner().invoke(cli, arguments)
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.capability("C3.3", "C5.1")
def test_given_a_sealed_trail_when_its_bucket_is_verified_then_it_is_sound_by_the_published_key(
    deployed: Deployed, public_key: Path
) -> None:
    bucket = deployed.bucket(TrailOutput.AUDIT_BUCKET)
    heads = deployed.scratch / "heads.json"
    heads.write_text(CliRunner().invoke(cli, ["audit", "heads"]).stdout)

    report = deployed.claimtrail(
        "audit",
        "verify",
        f"s3://{bucket}",
        *("--public-key", public_key.as_posix()),
        *("--heads", heads.as_posix()),
        *("--sealed-since", "1h"),
    )

    assert (report["verdict"], report["faults"]) == ("SOUND", [])
    assert report["key_given"]
    assert report["bucket"] == bucket
    assert {check["result"] for check in report["checks"]} == {"passed"}
    sealed = {chain["dataset"]: chain["sealed"] for chain in report["chains"]}
    assert sealed.keys() >= WRITTEN
    assert all(sealed.values())


@pytest.mark.capability("C3.3", "C5.1")
def test_given_a_sealed_copy_when_an_object_is_edited_or_gone_then_it_is_named_and_the_exit_is_1(
    copy: Path, public_key: Path
) -> None:
    exit_code, report = verified(copy, public_key)
    assert (exit_code, report["sound"], report["whole"]) == (UP_TO_A_SEAL, True, False)
    victim = sorted(copy.glob("claim_events/**/*.gz"))[1]
    kept, name = victim.read_bytes(), victim.relative_to(copy).as_posix()
    edited = gzip.compress(gzip.decompress(kept).replace(b'"payer_id"', b'"payer_Id"', 1))

    for damaged, named in ((edited, name), (None, "number 2 is missing")):
        victim.write_bytes(damaged) if damaged else victim.unlink()
        exit_code, report = verified(copy, public_key)
        victim.write_bytes(kept)
        assert exit_code == UNSOUND
        assert not report["sound"]
        assert named in json.dumps(report["faults"])
    assert verified(copy, public_key)[0] == UP_TO_A_SEAL


@pytest.mark.capability("C5.2")
def test_given_a_paid_claim_when_each_step_is_traced_then_it_ends_in_bytes_that_were_dropped(
    deployed: Deployed, period: Period
) -> None:
    dropped = {hashlib.sha256(file.content).hexdigest(): file.content for file in period.files}
    claim = max(
        (claim for claim in deployed.claims() if claim.patient_control_number in period.numbers),
        key=lambda claim: (claim.state is State.PAID, len(claim.steps)),
    )

    steps = deployed.claimtrail("provenance", claim.claim_id, "--show-bytes", "--purpose", "audit")

    assert len(steps) == len(claim.steps) > 3
    for step in steps:
        source = step["source"]
        record = dropped[step["archived_sha256"]][source["start"] : source["end"]]
        assert step["intact"], step["faults"]
        assert step["proven"] is not step["inferred"]
        assert step["bytes"].encode("latin-1") == record
        assert step["range_sha256"] == hashlib.sha256(record).hexdigest()
        assert source["code_version"]


@pytest.mark.capability("C5.7", "C5.4")
@pytest.mark.parametrize("recipient", ["payer", "regulator"])
def test_given_a_payers_claims_when_exported_then_the_package_verifies_until_a_byte_is_changed(
    deployed: Deployed, period: Period, recipient: str
) -> None:
    out = deployed.scratch / f"package-{recipient}"
    to = ("--recipient", recipient, "--purpose", "legal", "--out", out)

    done = deployed.claimtrail("audit", "export", "--payer", PAYER_ID, *to)

    assert done["claims"] == sum(claim.payer_id == PAYER_ID for claim in deployed.claims())
    assert any(expected.payer_id == PAYER_ID for expected in period.truth)
    handed_over = ("--manifest-sha256", done["manifest_sha256"])
    assert deployed.claimtrail("audit", "verify-export", out, *handed_over)["sound"]
    whole = {file.content for file in period.files}
    sources = [path.read_bytes() for path in out.glob("sources/**/*") if path.is_file()]
    assert sources
    # A regulator is handed files as they came, a payer its own claims' records out of them.
    assert whole.isdisjoint(sources) == (recipient == "payer")
    with next(out.glob("**/claims.csv")).open("ab") as stream:
        stream.write(b" ")
    done = CliRunner().invoke(cli, ["audit", "verify-export", str(out), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["sound"]) == (UNSOUND, False)


@pytest.mark.capability("C5.4")
def test_given_an_export_when_asked_who_looked_then_the_log_names_who_why_and_every_claim(
    deployed: Deployed, period: Period
) -> None:
    assert period.files
    deployed.claimtrail("claims", "--payer", PAYER_ID, "--purpose", "payment", "--all")
    seen = {claim.claim_id for claim in deployed.claims() if claim.payer_id == PAYER_ID}

    def logged() -> bool:
        rows = deployed.ask("select claim_id, actor, purpose from access_log")
        shown = {row["claim_id"] for row in rows if row["purpose"] == "payment"}
        assert shown >= seen
        assert all(str(row["actor"]).startswith("user:") for row in rows)
        return True

    eventually(logged, 30, every=1)


@pytest.mark.capability("C9.8")
def test_given_parquet_of_the_days_when_saved_queries_are_asked_then_they_answer_as_the_trail_did(
    deployed: Deployed, period: Period
) -> None:
    assert period.files
    today = utc_now().date()

    with deployed.schedules_paused():
        before = answers(deployed)
        done = deployed.claimtrail("compact", "--through", today.isoformat())
        after = answers(deployed)

    assert {name: after[name] - rows for name, rows in before.items() if after[name] != rows} == {}
    assert done["is_complete"]
    for name in ("claim_events", "remittances", "files"):
        [in_lake] = deployed.ask(f"select count(*) as n from {name}_lake")  # noqa: S608 - a table
        [in_view] = deployed.ask(f"select count(*) as n from {name}")  # noqa: S608 - a view
        assert in_lake == in_view != {"n": 0}


def answers(deployed: Deployed) -> dict[str, Counter[str]]:
    """The rows of saved queries that read every dataset, whatever their order.

    That each saved query is right by either form of a day is a contract test's.
    """
    asked = query_cover(but=CLOCKED)
    return {name: Counter(map(str, deployed.ask_saved(name))) for name in asked}
