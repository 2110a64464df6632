"""The drill's stage: its files in parts, its names, its facts, and waiting until it rests."""

import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from claimtrail.analytics.outputs import AnalyticsOutput
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.operations import put_file
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.claims.stores import read_claims
from claimtrail.cli.core.stage import LOCAL, Stage, open_stage
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.clock import format_instant, utc_now
from claimtrail.kernel.private_files import private_folder, write_private
from claimtrail.tickets.outputs import TicketOutput
from claimtrail.trail.outputs import TrailOutput
from infra.local.demo.play import differences, waiting_messages
from infra.local.drill.facts import Facts, facts_of, objects_of
from infra.local.drill.losses import Losses, heads
from infra.local.drill.shell import Shell
from infra.stage import read_stage
from simulator.generator import generate
from simulator.model import Expectation, SimulatedFile

DAYS = 20
CLAIMS_PER_DAY = 2
_QUIET_SECONDS = 2.0
"""Without any message or new version of a claim: what a stream still holds lies in no queue."""
_PATIENCE_SECONDS = 90.0
_NAMES = {
    "claim_table": ClaimOutput.CLAIM_TABLE,
    "claim_key_secret": ClaimOutput.CLAIM_KEY_SECRET,
    "operations_table": SharedOutput.OPERATIONS_TABLE,
    "ticket_table": TicketOutput.TICKET_TABLE,
    "inbox_bucket": IntakeOutput.INBOX_BUCKET,
    "archive_bucket": IntakeOutput.ARCHIVE_BUCKET,
    "quarantine_bucket": IntakeOutput.QUARANTINE_BUCKET,
    "outbox_bucket": IntakeOutput.OUTBOX_BUCKET,
    "lake_bucket": AnalyticsOutput.LAKE_BUCKET,
    "audit_bucket": TrailOutput.AUDIT_BUCKET,
    "seal_key": TrailOutput.SEAL_KEY,
}
_VERDICTS = frozenset(range(7))
"""Exit codes of a verification, each with its report."""
_FAULTS = 3
"""Faults of the trail that are named."""
PEOPLE = ("ana", "ben")
"""The keepers of the claim key's escrow."""


class DrillStage:
    """A deployed stage, and the files of some weeks that are still to be dropped onto it."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._stage = stage
        self._folder = private_folder(folder)
        names = {name: stage.output(output) for name, output in _NAMES.items()}
        names["data_key"] = _data_key(names["archive_bucket"])
        self.losses = Losses(names=names, database=f"claimtrail_{stage.name}")
        self._truth: list[Expectation] = []
        self._parts: Iterator[list[SimulatedFile]] = iter(())
        self._lost_at = utc_now()
        self.counts: dict[str, int] = {}

    def open_again(self) -> None:
        """Read the stage's outputs: a stack that was deployed again names other resources."""
        self._stage = open_stage(self._stage.name)

    def begin(self, *, parts: int) -> None:
        """Take in half of the files, seal the trail, and give the claim key to two people."""
        files = _files(self._truth)
        half = len(files) // 2
        rest, size = files[half:], -(-(len(files) - half) // parts)
        self._parts = iter([rest[start : start + size] for start in range(0, len(rest), size)])
        self._drop(files[:half])
        self.rest()
        shell = self.shell()
        shell.type("claimtrail audit seal")
        shell.type("claimtrail audit key --out seal.pem")
        self.losses.earlier_heads = heads(self.losses)
        for person in PEOPLE:
            _write_key_pair(self._folder, person)
        shell.type("claimtrail claim-key export --for ana.pem --for ben.pem --out escrow.json")
        shell.type("claimtrail compact --since ${FIRST_DAY} --through ${TODAY}")
        self.rest()

    def prepare(self) -> Facts:
        """Return the facts of the stage, which rests; it is lost after the next full second."""
        facts = self.facts()
        # Point-in-time recovery knows seconds.
        self._lost_at = utc_now().replace(microsecond=0) + timedelta(seconds=1)
        while utc_now() <= self._lost_at:
            time.sleep(0.05)
        return facts

    def facts(self) -> Facts:
        """Return what the stage holds now."""
        return facts_of(self._stage, self.losses)

    def shell(self) -> Shell:
        """Return what types commands, with the variables of the runbook."""
        variables = {name.upper(): value for name, value in self.losses.names.items()}
        return Shell(
            folder=self._folder,
            variables=variables
            | {
                "LOST_AT": format_instant(self._lost_at),
                "FIRST_DAY": utc_now().date().isoformat(),
                "TODAY": utc_now().date().isoformat(),
            },
        )

    def take_in_next(self) -> None:
        """Drop the next part of the files."""
        self._drop(next(self._parts, []))

    def end(self) -> list[str]:
        """Drop what is left; return the claims that are not as the files' truth says."""
        for part in self._parts:
            self._drop(part)
        self.rest()
        facts = self.facts()
        self.counts = facts.counts
        found = list(read_claims(self._stage, payer=None, wanted=None))
        return [one.patient_control_number for one, _ in differences(found, self._truth)]

    def verdict(self) -> str:
        """Return the verdict on the trail, by the seal's key and the heads of now."""
        report = self._verification()
        faults = [f"{one['kind']} {one['key']}" for one in report["faults"][:_FAULTS]]
        return f"{report['verdict']}: {', '.join(faults)}" if faults else str(report["verdict"])

    def trail_problems(self, before: Facts) -> list[str]:
        """Return what is wrong with the trail: its verdict, and objects of before that differ."""
        self.rest()
        verdict, now = self.verdict(), objects_of(self.losses.names["audit_bucket"])
        known = before.objects["audit_bucket"]
        changed = [key for key, digest in known.items() if now.get(key) != digest]
        problems = [] if verdict == "SOUND" else [f"the trail is {verdict}"]
        return problems + [f"the trail's {key} is not what it was" for key in changed[:3]]

    def rest(self) -> None:
        """Wait until no queue holds a message and no claim has changed for some seconds."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        quiet_since, last = time.monotonic(), -1
        while time.monotonic() < deadline:
            waiting = waiting_messages(self._stage)
            stands = sum(
                claim.version for claim in read_claims(self._stage, payer=None, wanted=None)
            )
            if waiting or stands != last:
                quiet_since, last = time.monotonic(), stands
            elif time.monotonic() - quiet_since >= _QUIET_SECONDS:
                return
            time.sleep(0.5)

    def _verification(self) -> dict[str, Any]:
        shell = self.shell()
        write_private(self._folder / "heads.json", shell.type("claimtrail audit heads"))
        line = (
            "claimtrail audit verify s3://$AUDIT_BUCKET --public-key seal.pem --heads heads.json "
            "--json"
        )
        report: dict[str, Any] = json.loads(shell.type(line, accepts=_VERDICTS))
        return report

    def _drop(self, files: list[SimulatedFile]) -> None:
        inbox = self.losses.names["inbox_bucket"]
        for partner_id, some in groupby(files, key=lambda file: file.partner_id):
            for file in some:
                path = write_private(self._folder / file.name, file.content)
                put_file(path, bucket=inbox, folder=partner_id)
                path.unlink()


def _files(truth: list[Expectation]) -> list[SimulatedFile]:
    """Return some weeks' files, in the order of their delivery; `truth` takes how claims end."""
    last = utc_now().date() - timedelta(days=1)
    first: date = last - timedelta(days=DAYS - 1)
    return list(
        generate(
            partners=read_stage(LOCAL).partners,
            seed=last.toordinal(),
            first_day=first,
            last_day=last,
            claims_per_day=CLAIMS_PER_DAY,
            on_expectation=truth.append,
        )
    )


def _data_key(bucket: str) -> str:
    answer = client("s3").get_bucket_encryption(Bucket=bucket)
    [rule] = answer["ServerSideEncryptionConfiguration"]["Rules"]
    key: str = rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]
    return key


def _write_key_pair(folder: Path, person: str) -> None:
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    write_private(folder / f"{person}.key", private)
    write_private(folder / f"{person}.pem", public)
