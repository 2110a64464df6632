"""`claimtrail audit verify` on a copy in a folder: the verdict, the reason, the exit code."""

import json
import shutil
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from claimtrail.cli.core.declare import EXAMPLE
from claimtrail.cli.main import cli
from claimtrail.trail.chaining.append import append
from claimtrail.trail.chaining.chain import SEALS, digest
from claimtrail.trail.chaining.seals import to_pem
from tests.harness.trail.forged_copy import BUCKET, DAYS, SIGNER, START, Trail, build, keys_of
from tests.twins.trail import MemoryChainStore

LAST = "claim_events/dt=2026-03-14/000000000024.ndjson.gz"


@pytest.fixture(scope="module")
def trail() -> Trail:
    return build()


@pytest.fixture
def folder(trail: Trail, tmp_path: Path) -> Path:
    for key, data in trail.objects.items():
        path = tmp_path / "copy" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "key.pem").write_bytes(to_pem(SIGNER.public_key))
    heads = {name: asdict(head) for name, head in trail.heads.items()}
    (tmp_path / "heads.json").write_text(json.dumps(heads, default=str))
    return tmp_path


def run(folder: Path, *options: str) -> Result:
    arguments = ["audit", "verify", str(folder / "copy"), *options]
    return CliRunner(env={"COLUMNS": "160"}).invoke(cli, arguments)


@pytest.mark.capability("C3.3", "C5.1")
def test_an_untouched_copy_with_heads_is_sound_and_whole(folder: Path) -> None:
    key, heads = str(folder / "key.pem"), str(folder / "heads.json")

    done = run(folder, "--public-key", key, "--heads", heads)

    assert done.exit_code == 0, done.output
    assert "SOUND: 78 objects, 216 rows; whole up to the heads given" in done.output
    assert "could be missing" not in done.output
    report = json.loads(run(folder, "--public-key", key, "--heads", heads, "--json").output)
    assert (report["whole"], report["could_be_missing"]) == (True, [])


@pytest.mark.capability("C3.3", "C5.1")
def test_without_heads_a_copy_is_whole_up_to_a_seal_and_says_what_could_be_missing(
    folder: Path,
) -> None:
    key = ("--public-key", str(folder / "key.pem"))

    done = run(folder, *key)

    assert done.exit_code == 5
    text = " ".join(done.output.split())
    assert "SOUND UP TO 2026-03-14 23:00:00Z: 78 objects, 216 rows" in text
    assert "claim_events 24, 2026-03-14 24, 2026-03-14 seal 6, key given 0" in text
    assert "what was written after 2026-03-14 23:00:00Z" in text
    assert "an older copy of the same trail looks the same" in text
    report = json.loads(run(folder, *key, "--json").output)
    assert (report["verdict"], report["sound"], report["whole"]) == (
        "SOUND UP TO A SEAL",
        True,
        False,
    )
    assert {(each["known"], each["known_day"], each["known_by"]) for each in report["chains"]} == {
        (24, "2026-03-14", "a seal by the key given")
    }


@pytest.mark.capability("C3.3", "C5.1")
def test_a_chain_that_began_after_the_seal_is_named_as_not_covered_by_it(folder: Path) -> None:
    store = MemoryChainStore()
    append(store, "exceptions", [{"id": "1"}], now=START + timedelta(days=DAYS))
    for name, data in store.objects.items():
        path = folder / "copy" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)

    done = run(folder, "--public-key", str(folder / "key.pem"))

    text = " ".join(done.output.split())
    assert done.exit_code == 5
    assert "SOUND UP TO 2026-03-14 23:00:00Z" in text
    assert "Begun after that seal, and not covered by it: exceptions." in text
    assert "exceptions 1, 2026-03-15 begun after the seal nothing yet" in text


@pytest.mark.capability("C3.3", "C5.1")
def test_a_tail_that_was_cut_off_beyond_the_seal_is_never_called_whole(folder: Path) -> None:
    """The newest seal goes with what it seals: nothing but heads can show it."""
    for path in (folder / "copy").rglob("*dt=2026-03-14/*"):
        path.unlink()
    key = ("--public-key", str(folder / "key.pem"))

    done = run(folder, *key)

    assert done.exit_code == 5
    assert "SOUND UP TO 2026-03-13 23:00:00Z" in done.output
    assert run(folder, *key, "--heads", str(folder / "heads.json")).exit_code == 1
    assert run(folder, *key, "--sealed-since", "2026-03-14").exit_code == 1


@pytest.mark.capability("C3.3", "C5.1")
def test_some_days_are_a_part_when_the_reader_says_so_and_faults_when_not(folder: Path) -> None:
    copy, key = folder / "copy", ("--public-key", str(folder / "key.pem"))
    for day in ("2026-03-09", "2026-03-10", "2026-03-12"):
        for path in copy.glob(f"*/dt={day}"):
            shutil.rmtree(path)

    plain, part = run(folder, *key), run(folder, *key, "--part")

    assert plain.exit_code == 1
    assert "--part verifies what is here" in " ".join(plain.output.split())
    assert part.exit_code == 6
    text = " ".join(part.output.split())
    assert "PART: 39 objects, 108 rows; a part of a trail" in text
    assert "audit: not here: 1 to 8, 13 to 16" in text
    assert "seals: not here: 1 to 2, 4" in text
    assert "whole" not in text.split("PART:")[1]
    victim = copy / "audit/dt=2026-03-11/000000000010.ndjson.gz"
    victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    assert run(folder, *key, "--part").exit_code == 1


@pytest.mark.capability("C3.3", "C5.1")
def test_one_data_set_alone_is_a_part_and_names_the_others(folder: Path) -> None:
    for dataset in ("access_log", "audit"):
        shutil.rmtree(folder / "copy" / dataset)

    done = run(folder, "--part", "--public-key", str(folder / "key.pem"), "--json")

    report = json.loads(done.output)
    assert (done.exit_code, report["verdict"]) == (6, "PART")
    assert {each["dataset"]: each["absent"] for each in report["chains"]} == {
        "access_log": ["1 to 24"],
        "audit": ["1 to 24"],
        "claim_events": [],
    }


@pytest.mark.capability("C3.3", "C5.1")
def test_a_part_without_seals_says_which_objects_nothing_names(folder: Path) -> None:
    shutil.rmtree(folder / "copy" / "seals")

    report = json.loads(run(folder, "--part", "--json").output)

    assert report["verdict"] == "PART"
    assert [each["unnamed"] for each in report["chains"]] == [1, 1, 1]


@pytest.mark.capability("C3.3", "C5.7")
def test_a_package_of_claims_is_named_as_a_part_and_no_trail(tmp_path: Path) -> None:
    for name in ("manifest.json", "claims.json", "claims.csv"):
        (tmp_path / name).write_text("{}")

    done = CliRunner().invoke(cli, ["audit", "verify", str(tmp_path)])

    assert done.exit_code == 4
    assert "this is a package of claims, a part" in done.output
    assert "claimtrail audit verify-export" in done.output


@pytest.mark.capability("C3.3", "C5.1")
def test_a_damaged_copy_fails_with_the_first_bad_object_and_why(folder: Path) -> None:
    (folder / "copy" / LAST).unlink()

    done = run(folder)

    assert done.exit_code == 1
    assert "NOT SOUND: claim_events/: number 24, which seal 6 signs, is missing" in done.output


def test_the_report_is_json_for_machines(folder: Path) -> None:
    (folder / "copy" / LAST).write_bytes(b"nonsense")

    done = run(folder, "--json", "--heads", str(folder / "heads.json"), "--exact")

    assert done.exit_code == 1
    verdict = json.loads(done.output)
    assert verdict["sound"] is False
    assert {fault["key"] for fault in verdict["faults"]} == {LAST}
    assert verdict["anchored"] is True


def test_what_was_added_after_the_heads_fails_the_check_of_the_ends(
    folder: Path, trail: Trail
) -> None:
    heads = give_heads(folder, trail, 23)
    key = ("--public-key", str(folder / "key.pem"))

    verdict = json.loads(run(folder, *key, *heads, "--exact", "--json").output)

    assert verdict["fault_counts"] == {"beyond the head": 3}
    failed = [check for check in verdict["checks"] if check["result"] == "failed"]
    assert [check["name"] for check in failed] == ["ends"]
    assert failed[0]["detail"] == "3 objects beyond the heads given; nothing may be added"
    assert run(folder, *key, *heads).exit_code == 0


def test_what_is_no_copy_is_wrong_usage(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["audit", "verify", str(tmp_path / "missing")])
    assert done.exit_code == 2
    (tmp_path / "heads.json").write_text("[]")
    done = CliRunner().invoke(
        cli, ["audit", "verify", str(tmp_path), "--heads", str(tmp_path / "heads.json")]
    )
    assert done.exit_code == 2


@pytest.mark.capability("C3.3", "C5.1")
def test_a_copy_that_proves_only_itself_is_incomplete_with_an_exit_code_of_its_own(
    folder: Path,
) -> None:
    done = run(folder)

    assert done.exit_code == 3
    assert "INCOMPLETE: 78 objects" in done.output
    assert "no key was given (--public-key)" in done.output
    assert run(folder, "--heads", str(folder / "heads.json")).exit_code == 0


@pytest.mark.parametrize("words", ["audit", "audit verify"])
def test_the_example_of_the_help_is_what_the_program_prints(
    folder: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line is cut where the example has dots."""
    (folder / "key.pem").rename(folder / "seal.pem")
    monkeypatch.chdir(folder)
    helped = CliRunner().invoke(cli, [*words.split(), "--help"], env={"COLUMNS": "160"}).output
    example = helped.partition(EXAMPLE)[2].strip().replace("\\\n", " ").partition("\n\n")[0]
    typed, *lines = example.splitlines()

    done = CliRunner(env={"COLUMNS": "160"}).invoke(cli, typed.split()[2:])

    printed = " ".join(done.output.split())
    assert lines
    for line in lines:
        assert " ".join(line.split()).removesuffix(" ...") in printed


def give_heads(folder: Path, trail: Trail, number: int, *, lacking: str = "") -> tuple[str, str]:
    """Write heads that end at an object's number, and give the option that names them."""
    heads = {
        name: asdict(head)
        | {"seq": number, "sha256": digest(trail.objects[keys_of(trail.objects, name)[number]])}
        for name, head in trail.heads.items()
        if name not in {SEALS, lacking}
    }
    (folder / "heads.json").write_text(json.dumps(heads, default=str))
    return "--heads", str(folder / "heads.json")


@pytest.mark.capability("C3.3", "C5.1")
def test_an_auditor_is_not_told_to_give_what_was_given(folder: Path, trail: Trail) -> None:
    key = ("--public-key", str(folder / "key.pem"))
    since = ("--sealed-since", "2026-03-14")
    old = give_heads(folder, trail, 20)

    with_both, with_all = run(folder, *key, *old), run(folder, *key, *old, *since)
    lacking = give_heads(folder, trail, 24, lacking="audit")
    of_part, keyless = run(folder, *key, *lacking, *since), run(folder, *lacking)

    every = (with_both, with_all, of_part, keyless)
    said = [" ".join(done.output.split()) for done in every]
    assert [done.exit_code for done in every] == [0, 0, 5, 3]
    assert "the heads given end before that seal, and later ones show it" in said[0]
    assert "looks the same; --sealed-since shows it" in said[0]
    assert "looks the same" not in said[1]
    assert "No head was given for audit: nothing shows what came later there." in said[2]
    assert "give --public-key (`claimtrail audit key`) or heads that name audit, too." in said[3]
    assert "the key (--public-key) or its head, which the heads given lack, shows it" in said[3]
    assert all("(--heads)" not in text for text in said)


@pytest.mark.capability("C3.3", "C5.1")
def test_where_nothing_is_there_to_verify_the_command_says_where_and_what_to_look_at(
    folder: Path,
) -> None:
    key = ("--public-key", str(folder / "key.pem"))
    empty = folder / "empty"
    empty.mkdir()

    nothing = CliRunner().invoke(cli, ["audit", "verify", str(empty), *key])
    inside = CliRunner().invoke(cli, ["audit", "verify", str(folder / "copy" / "audit"), *key])
    shutil.rmtree(folder / "copy" / "seals")
    unsealed = run(folder, *key, "--heads", str(folder / "heads.json"))

    assert [done.exit_code for done in (nothing, inside)] == [4, 4]
    assert "NOT SOUND: there is no object here" in nothing.output
    assert str(empty) in nothing.output.replace("\n", "")
    assert "none of the 24 objects here is one of an audit trail" in inside.output
    assert unsealed.exit_code == 1
    assert "there is no seal, although a key was given" in unsealed.output
    (folder / "heads.json").write_text("{}")
    verdict = json.loads(run(folder, *key, "--heads", str(folder / "heads.json"), "--json").output)
    assert verdict["verdict"] == "NOT SOUND"
    assert {fault["kind"] for fault in verdict["faults"]} == {"absent", "unknown"}


@pytest.mark.capability("C3.3", "C5.1")
def test_the_newest_seal_must_be_as_fresh_as_was_asked_for(folder: Path) -> None:
    key = ("--public-key", str(folder / "key.pem"), "--json")

    for since, exit_code in (
        ("2026-03-14", 5),
        ("2026-03-14T23:00:00Z", 5),
        ("2026-03-15", 1),
        ("36h", 1),
        ("999999d", 2),
        ("yesterday", 2),
    ):
        done = run(folder, *key, "--sealed-since", since)
        assert done.exit_code == exit_code, since
        if exit_code == 1:
            (fault,) = json.loads(done.output)["faults"]
            assert fault["kind"] == "stale"
            assert "the newest seal is of 2026-03-14 23:00:00Z" in fault["text"]


def test_seals_of_another_bucket_prove_nothing(folder: Path) -> None:
    key = ("--public-key", str(folder / "key.pem"))

    assert run(folder, *key, "--bucket", BUCKET).exit_code == 5
    done = run(folder, *key, "--bucket", "another")

    assert done.exit_code == 1
    # A long path of the copy has the line wrapped.
    assert f"it seals the bucket {BUCKET}, not another" in " ".join(done.output.split())


def test_the_report_names_each_check_and_why_it_was_not_made(folder: Path) -> None:
    verdict = json.loads(run(folder, "--public-key", str(folder / "key.pem"), "--json").output)

    assert {check["name"]: check["result"] for check in verdict["checks"]} == {
        "objects": "passed",
        "chains": "passed",
        "seals": "passed",
        "ends": "not checked",
        "bucket": "not checked",
        "freshness": "not checked",
        "versions": "not checked",
    }
    assert (verdict["verdict"], verdict["exit_code"]) == ("SOUND UP TO A SEAL", 5)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"audit": {"seq": true}}', '{"audit": 1}', '{"audit": {"seq": -1}}', "\ud800"],
)
def test_a_file_of_heads_that_is_none_is_wrong_usage(folder: Path, text: str) -> None:
    (folder / "heads.json").write_bytes(text.encode("utf-8", "surrogatepass"))

    assert run(folder, "--heads", str(folder / "heads.json")).exit_code == 2


def test_a_key_that_is_none_is_wrong_usage(folder: Path) -> None:
    for data in (b"", b"hello", b"-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----\n"):
        (folder / "key.pem").write_bytes(data)
        assert run(folder, "--public-key", str(folder / "key.pem")).exit_code == 2


def test_one_object_is_counted_as_one(tmp_path: Path) -> None:
    store = MemoryChainStore()
    append(store, "audit", [{"id": "1"}], now=START)
    for name, data in store.objects.items():
        path = tmp_path / "copy" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)

    text = " ".join(run(tmp_path).output.split())

    assert "INCOMPLETE: 1 object, 1 row; nothing is wrong" in text
    assert "objects passed 1 object, 1 row read chains passed 1 chain:" in text
