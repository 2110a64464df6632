"""`claimtrail claim-key`: sealed for two people, and put back when both bring their keys."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from claimtrail.cli.core import stage as stages
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.main import cli
from claimtrail.cli.recovery import claim_key

SECRET = b"k" * 64
OPENING = ("--key", "ana.key", "--key", "ben.key")


class Secret:
    """The stage's secret, and the events of who touched it."""

    def __init__(self) -> None:
        self.value = SECRET
        self.recorded: list[str] = []

    def record(self, _stage: Stage, detail_type: Any, _subject: str, **_detail: Any) -> None:
        self.recorded.append(detail_type.value)


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Secret:
    """A stage with a claim key, in a folder with the keys of two people."""
    kept = Secret()
    for person in ("ana", "ben"):
        key = rsa.generate_private_key(65537, 2048)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / f"{person}.key").write_bytes(private)
        (tmp_path / f"{person}.pem").write_bytes(public)
    monkeypatch.chdir(tmp_path)
    outputs = {"ClaimKeySecret": "arn:secret", "EventBus": "bus"}
    monkeypatch.setattr(stages, "open_stage", lambda name: Stage(name, outputs))
    monkeypatch.setattr(claim_key, "claim_secret", lambda _: kept.value)
    monkeypatch.setattr(
        claim_key, "put_claim_secret", lambda _, value: setattr(kept, "value", value)
    )
    monkeypatch.setattr(claim_key, "record_recovery", kept.record)
    done = run("export", "--for", "ana.pem", "--for", "ben.pem", "--out", "escrow.json")
    assert done.exit_code == 0, done.output
    return kept


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, ["claim-key", *words], input=typed)


def test_the_key_leaves_sealed_and_the_trail_has_who_took_it(secret: Secret) -> None:
    assert SECRET.decode() not in Path("escrow.json").read_text()
    assert Path("escrow.json").stat().st_mode & 0o077 == 0
    assert secret.recorded == ["claim_key.exported"]


def test_a_key_that_stands_is_not_written(secret: Secret) -> None:
    done = run("restore", "escrow.json", *OPENING, "--yes")

    assert "as it was when it was exported" in done.output
    assert secret.recorded == ["claim_key.exported"]


def test_another_value_is_replaced_once_it_is_confirmed(secret: Secret) -> None:
    secret.value = b"z" * 64

    dry = run("restore", "escrow.json", *OPENING, "--dry-run", "--json")
    assert json.loads(dry.stdout) == {"was_same": False, "written": False}
    assert run("restore", "escrow.json", *OPENING, typed="n\n").exit_code == 1
    assert secret.value == b"z" * 64

    done = run("restore", "escrow.json", *OPENING, "--yes")

    assert "The claim key is back" in done.output
    assert secret.value == SECRET
    assert secret.recorded == ["claim_key.exported", "claim_key.restored"]


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--for", "ana.pem", "--out", "new.json"),
        ("export", "--for", "ana.pem", "--for", "ana.pem", "--out", "new.json"),
        ("export", "--for", "ana.pem", "--for", "ben.pem", "--out", "escrow.json"),
        ("restore", "escrow.json", "--key", "ana.key"),
    ],
)
@pytest.mark.usefixtures("secret")
def test_one_person_alone_or_a_file_that_stands_is_wrong_usage(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2
