"""Given seals, a copy proves its end by itself; no forger without the key can make one."""

import random
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from claimtrail.kernel.errors import ConflictError
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.seals import from_pem, public_key_key, read_seal, seal, to_pem
from claimtrail.trail.verification.copies import FolderCopy, MemoryCopy
from claimtrail.trail.verification.report import TrailVerdict
from claimtrail.trail.verification.trail_faults import FaultKind
from claimtrail.trail.verification.verify import verify_copy
from tests.harness.trail.forged_copy import BUCKET, SIGNER, Objects, Trail, build
from tests.harness.trail.forgeries import rewrite_and_reseal
from tests.harness.trail.seal_keys import MemorySigner
from tests.harness.trail.tampering import FORGERIES, tamper
from tests.twins.trail import MemoryChainStore

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
FORGERIES_PER_RUN = 330
"""Ten of each kind; `make forgeries` makes more of them."""


@pytest.fixture(scope="module")
def trail() -> Trail:
    return build()


@pytest.mark.capability("C3.3", "C5.1")
def test_an_untouched_sealed_trail_is_sound_and_says_how_far_it_is_proven(trail: Trail) -> None:
    report = verify_copy(MemoryCopy(trail.objects), public_keys=[SIGNER.public_key])

    assert report.sound
    assert report.seals == 6
    assert report.sealed_at == datetime(2026, 3, 14, 23, tzinfo=UTC)
    assert report.key_given
    assert {(chain.dataset, chain.last, chain.sealed) for chain in report.chains} == {
        ("access_log", 24, 24),
        ("audit", 24, 24),
        ("claim_events", 24, 24),
    }


@pytest.mark.long
@pytest.mark.capability("C3.3", "C5.1")
def test_every_kind_of_forgery_is_found(trail: Trail) -> None:
    outcome = tamper(trail, count=FORGERIES_PER_RUN)

    assert outcome.unseen == ()
    assert outcome.refused == ()
    assert set(outcome.tried) == {forge.__name__ for forge in FORGERIES}


def test_what_was_cut_off_shows_by_the_seals_alone(trail: Trail) -> None:
    copy = dict(trail.objects)
    del copy["audit/dt=2026-03-14/000000000024.ndjson.gz"]

    (fault,) = verify_copy(MemoryCopy(copy)).faults

    assert fault.kind is FaultKind.TRUNCATED
    assert fault.text == "number 24, which seal 6 signs, is missing at the end"


def test_a_trail_sealed_again_by_another_key_needs_the_true_key_or_the_heads(trail: Trail) -> None:

    copy = Objects(trail.objects)
    rewrite_and_reseal(copy, random.Random(3))  # noqa: S311 - repeatable on purpose

    by_itself = verify_copy(MemoryCopy(copy))
    assert by_itself.verdict is TrailVerdict.INCOMPLETE
    assert not by_itself.faults
    assert not by_itself.key_given
    by_key = verify_copy(MemoryCopy(copy), public_keys=[SIGNER.public_key])
    assert {fault.kind for fault in by_key.faults} == {FaultKind.FORGED, FaultKind.UNKNOWN}
    assert not verify_copy(MemoryCopy(copy), heads=trail.heads).sound


def test_one_seal_a_day_unless_the_chains_have_grown() -> None:
    store = MemoryChainStore()
    now = NOON
    append(store, "audit", [{"audit_id": "1"}], now=now)

    def again() -> str | None:
        return seal(
            store, SIGNER, bucket=BUCKET, datasets=["audit", "files"], clock=lambda: now
        ).key

    assert again() == "seals/dt=2026-03-09/000000000001.seal"
    assert again() is None
    append(store, "audit", [{"audit_id": "2"}], now=now)
    assert again() == "seals/dt=2026-03-09/000000000002.seal"
    now += timedelta(days=1)
    assert again() == "seals/dt=2026-03-10/000000000003.seal"
    stated = read_seal(store.objects["seals/dt=2026-03-10/000000000003.seal"]).statement
    assert [(root.dataset, root.seq) for root in stated.roots] == [("audit", 2)]
    assert verify_copy(MemoryCopy(store.objects), heads=store.heads).sound


def test_a_new_key_is_published_beside_the_old_one_and_both_prove_their_seals() -> None:
    store = MemoryChainStore()
    append(store, "audit", [{"audit_id": "1"}], now=NOON)
    for number in (1, 2):
        now = NOON + timedelta(days=number)
        signer = MemorySigner(number)
        seal(store, signer, bucket=BUCKET, datasets=["audit"], clock=lambda now=now: now)  # type: ignore[misc]

    report = verify_copy(
        MemoryCopy(store.objects), public_keys=[MemorySigner(n).public_key for n in (1, 2)]
    )

    assert report.sound
    assert len(report.key_fingerprints) == 2
    assert {public_key_key(each) for each in report.key_fingerprints} < set(store.objects)


def test_a_published_key_is_pem_as_others_read_it() -> None:
    text = to_pem(SIGNER.public_key)
    assert from_pem(text) == SIGNER.public_key
    with pytest.raises(ValueError, match="PEM"):
        from_pem(b"-----BEGIN CERTIFICATE-----")


def test_openssl_agrees_with_the_signature(trail: Trail, tmp_path: Path) -> None:
    (name,) = [key for key in trail.objects if key.startswith("seals/dt=2026-03-09/")]
    made = read_seal(trail.objects[name])
    for file, data in {
        "key.pem": to_pem(SIGNER.public_key),
        "message": made.message,
        "signature": made.signature,
    }.items():
        (tmp_path / file).write_bytes(data)
    command = [
        "openssl",
        "dgst",
        "-sha256",
        "-verify",
        "key.pem",
        "-signature",
        "signature",
        "message",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - fixed
    assert done.stdout == "Verified OK\n", done.stderr


def test_a_copy_in_a_folder_is_read_in_the_order_of_keys(trail: Trail, tmp_path: Path) -> None:
    for key, data in trail.objects.items():
        path = tmp_path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    copy = FolderCopy(tmp_path)

    assert [entry.key for entry in copy.entries("")] == sorted(trail.objects)
    assert [entry.key for entry in copy.entries("seals/dt=2026-03-1")] == sorted(
        key for key in trail.objects if key.startswith("seals/dt=2026-03-1")
    )
    assert verify_copy(copy, heads=trail.heads).sound


def test_a_growing_trail_may_be_ahead_of_the_heads() -> None:
    store = MemoryChainStore()
    append(store, "audit", [{"audit_id": "1"}], now=NOON)
    heads = dict(store.heads)
    append(store, "audit", [{"audit_id": "2"}], now=NOON)

    report = verify_copy(MemoryCopy(store.objects), heads=heads, growing=True)

    assert report.sound
    assert report.pending == ("audit/dt=2026-03-09/000000000002.ndjson.gz",)
    assert not verify_copy(MemoryCopy(store.objects), heads=heads).sound


def test_the_sealer_signs_nothing_that_contradicts_its_last_seal() -> None:
    store = MemoryChainStore()
    for number in range(3):
        append(store, "audit", [{"audit_id": str(number)}], now=NOON)
        append(store, "files", [{"file_id": str(number)}], now=NOON)
    names = ["audit", "files"]
    seal(store, SIGNER, bucket=BUCKET, datasets=names, clock=lambda: NOON)
    honest = dict(store.heads)
    tomorrow = NOON + timedelta(days=1)

    for head in (replace(honest["audit"], seq=2), replace(honest["audit"], sha256="1" * 64), None):
        store.heads = {**honest}
        if head:
            store.heads["audit"] = head
        else:
            del store.heads["audit"]
        with pytest.raises(ConflictError, match="AUDIT_HEADS_WENT_BACK"):
            seal(store, SIGNER, bucket=BUCKET, datasets=names, clock=lambda: tomorrow)

    store.heads = honest
    assert seal(store, SIGNER, bucket=BUCKET, datasets=names, clock=lambda: tomorrow).key
