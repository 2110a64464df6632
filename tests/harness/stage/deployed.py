"""The deployed stage as tests use it: partners drop files, operators type commands."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from claimtrail.analytics.results import Value
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.states import State
from claimtrail.cli.analytics import query as query_view
from claimtrail.cli.claims import stores as claims_view
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake import sftp
from claimtrail.cli.intake.file_trail import files_of
from claimtrail.cli.main import cli
from claimtrail.cli.operations.dead_letters import queue_pairs
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.kernel.ids import file_id
from claimtrail.kernel.outputs import StackOutput
from simulator.model import Expectation, SimulatedFile
from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud

SETTLED = frozenset(FileStatus) - {FileStatus.RECEIVING, FileStatus.QUEUED}
AT_REST_CHECKS = 3
"""Looks in a row that must find all queues empty: a stream's records lie in none of them."""

EACH_MINUTE, RARER = "rate(1 minute)", "rate(4 minutes)"

Row = dict[str, Value]


@dataclass
class Deployed:
    """A stage on a cloud of its own, with IAM enforced."""

    cloud: RunningCloud
    stage: Stage
    keys: Path
    """Private keys of the partners' SFTP accounts."""
    scratch: Path
    undeliverable: Counter[str] = field(default_factory=Counter)
    """By queue, the messages on their way to its dead letters, or there already."""

    def client(self, service: str) -> Any:
        """The boto3 client of a service."""
        return self.cloud.client(service)

    def bucket(self, output: StackOutput) -> str:
        """The name behind an output."""
        return self.stage.output(output)

    # Partners.

    def put(self, key: str, content: bytes) -> None:
        """Put an object into the inbox."""
        inbox = self.bucket(IntakeOutput.INBOX_BUCKET)
        self.client("s3").put_object(Bucket=inbox, Key=key, Body=content)

    def send(self, partner_id: str, files: Iterable[SimulatedFile]) -> None:
        """Deliver over SFTP with the partner's own key, all in one session."""
        account = sftp.SftpAccount(
            host="127.0.0.1",
            port=self.cloud.sftp_port,
            user=partner_id,
            key=self.keys / partner_id,
            known_hosts=None,
        )
        sftp.send_files(account, [self.written(file.name, file.content) for file in files])

    def written(self, name: str, content: bytes) -> Path:
        """A file on the sender's disk."""
        path = self.scratch / name
        path.write_bytes(content)
        return path

    # Operators.

    def claimtrail(self, *arguments: str | Path) -> Any:
        """Return what a command of `claimtrail` says with --json; it must succeed."""
        result = CliRunner().invoke(cli, [str(one) for one in arguments] + ["--json"])
        assert result.exit_code == 0, (result.output, result.exception)
        return json.loads(result.stdout)

    def ask(self, sql: str) -> list[Row]:
        """Athena's answer."""
        answer = query_view.athena_of(self.stage).run(sql)
        return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]

    def ask_saved(self, name: str) -> list[Row]:
        """The answer to a saved query."""
        return self.ask(query_view.named([name])[0].sql)

    # What has become of things.

    def keys_in(self, output: StackOutput) -> Iterator[str]:
        """Keys of every object in a bucket."""
        pages = self.client("s3").get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket(output)):
            yield from (listed["Key"] for listed in page.get("Contents", []))

    def objects(self, output: StackOutput) -> Iterator[tuple[str, bytes]]:
        """Keys and bytes of every object in a bucket."""
        for key in self.keys_in(output):
            yield key, self.object_of(output, key)

    def object_of(self, output: StackOutput, key: str) -> bytes:
        """The bytes of an object."""
        answer = self.client("s3").get_object(Bucket=self.bucket(output), Key=key)
        with closing(answer["Body"]) as body:
            data: bytes = body.read()
        return data

    def bytes_of(self, output: StackOutput, key: str, *, start: int, end: int) -> bytes:
        """The bytes [start, end) of an object, read by range."""
        answer = self.client("s3").get_object(
            Bucket=self.bucket(output), Key=key, Range=f"bytes={start}-{end - 1}"
        )
        with closing(answer["Body"]) as body:
            data: bytes = body.read()
        return data

    def receipt(self, content: bytes, partner_id: str) -> FileReceipt | None:
        """The receipt of that content in that partner's dropbox."""
        return files_of(self.stage).find(
            file_id=file_id(hashlib.sha256(content).hexdigest()), partner_id=partner_id
        )

    def settled_receipt(
        self, content: bytes, partner_id: str, *, within: float = 30
    ) -> FileReceipt:
        """The receipt once the file was read to its end or refused."""

        def settled() -> FileReceipt | None:
            receipt = self.receipt(content, partner_id)
            assert receipt is not None, "no receipt"
            assert receipt.status in SETTLED, receipt.status
            return receipt

        return eventually(settled, within, every=0.2)

    def claim(self, number: str) -> Claim | None:
        """The claim of a patient control number."""
        return claims_view.store_of(self.stage).find(claims_view.find_claim_id(self.stage, number))

    def await_state(self, number: str, wanted: State, *, within: float = 30) -> Claim:
        """The claim once it stands in that state."""

        def stands() -> Claim:
            claim = self.claim(number)
            assert claim is not None, f"no claim {number}"
            assert claim.state is wanted, (claim.state, claim.held)
            return claim

        return eventually(stands, within, every=0.2)

    def claims(self) -> list[Claim]:
        """All claims."""
        return list(claims_view.read_claims(self.stage, payer=None, wanted=None))

    def await_truth(self, truth: Iterable[Expectation], *, within: float) -> None:
        """Wait until every claim stands as its story says, by state and by cents."""
        open_ones = {expected.patient_control_number: expected for expected in truth}

        def all_right() -> bool:
            found = {claim.patient_control_number: claim for claim in self.claims()}
            for number, expected in list(open_ones.items()):
                claim = found.get(number)
                at = (claim.payer_id, claim.state, claim.paid_cents) if claim else None
                if at == (expected.payer_id, expected.state, expected.paid_cents):
                    del open_ones[number]
            assert not open_ones, (len(open_ones), list(open_ones.values())[:3])
            return True

        eventually(all_right, within, every=1)

    def function(self, name: str) -> str:
        """Return the physical name of a function by its name in functions/."""
        pages = self.client("lambda").get_paginator("list_functions").paginate()
        [physical] = [
            found["FunctionName"]
            for page in pages
            for found in page["Functions"]
            if found["Handler"].split(".")[-2] == name
        ]
        return str(physical)

    # Schedules.

    def run_scheduled(self, name: str) -> None:
        """Run a schedule's function now, by its name in functions/; it must not fail."""
        answer = self.client("lambda").invoke(FunctionName=self.function(name))
        with closing(answer["Payload"]) as payload:
            assert "FunctionError" not in answer, payload.read()

    def make_schedules_rarer(self) -> None:
        """Let what runs each minute, so that people at a laptop see it soon, run more rarely.

        Each run asks for the claims of half a year's days: with all that tests do meanwhile, a
        tenth of the machine. A test that waits for a run asks for one by `run_scheduled`.
        """
        for rule in self._schedules():
            if rule["ScheduleExpression"] == EACH_MINUTE:
                self.client("events").put_rule(
                    Name=rule["Name"],
                    ScheduleExpression=RARER,
                    State=rule["State"],
                    Description=rule["Description"],
                )

    @contextmanager
    def schedules_paused(self) -> Iterator[None]:
        """Let no schedule begin meanwhile, and what has begun come to its rest first."""
        events = self.client("events")
        paused = [rule["Name"] for rule in self._schedules() if rule["State"] == "ENABLED"]
        for name in paused:
            events.disable_rule(Name=name)
        try:
            self.await_rest()
            yield
        finally:
            for name in paused:
                events.enable_rule(Name=name)

    def _schedules(self) -> Iterator[dict[str, Any]]:
        """Yield the rules that run by a clock."""
        for page in self.client("events").get_paginator("list_rules").paginate():
            yield from (rule for rule in page["Rules"] if rule.get("ScheduleExpression"))

    # Queues and their consumers.

    @contextmanager
    def consumer_down(self, queue: str) -> Iterator[None]:
        """Nobody reads the queue meanwhile."""
        url, _ = self.queues()[queue]
        answer = self.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        found = self.client("lambda").list_event_source_mappings(
            EventSourceArn=answer["Attributes"]["QueueArn"]
        )
        [mapping] = found["EventSourceMappings"]
        self._enable(mapping["UUID"], enabled=False)
        try:
            yield
        finally:
            self._enable(mapping["UUID"], enabled=True)

    def _enable(self, mapping: str, *, enabled: bool) -> None:
        functions = self.client("lambda")
        functions.update_event_source_mapping(UUID=mapping, Enabled=enabled)
        wanted = "Enabled" if enabled else "Disabled"
        eventually(lambda: functions.get_event_source_mapping(UUID=mapping)["State"] == wanted, 30)

    def queues(self) -> Mapping[str, tuple[str, str]]:
        """Queue to the URLs of the queue and of its dead letters."""
        return queue_pairs(self.stage)

    def depth(self, url: str) -> int:
        """Messages that wait or are in work."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

    def await_rest(self, *, within: float = 180) -> None:
        """Wait until nothing moves: every queue was empty several times in a row.

        Messages that no attempt can process count as gone: their attempts take a minute.
        """
        empty_in_a_row = 0

        def at_rest() -> bool:
            nonlocal empty_in_a_row
            waiting = {name: self._in_work(name, *urls) for name, urls in self.queues().items()}
            is_empty = not any(waiting.values())
            empty_in_a_row = empty_in_a_row + 1 if is_empty else 0
            assert empty_in_a_row >= AT_REST_CHECKS, waiting
            return True

        eventually(at_rest, within, every=0.7)

    def _in_work(self, name: str, url: str, dead: str) -> int:
        """Messages of a queue that will be processed."""
        on_their_way = self.undeliverable[name] and self.undeliverable[name] - self.depth(dead)
        return max(0, self.depth(url) - max(0, on_their_way))

    def dead_bodies(self) -> dict[str, list[str]]:
        """The bodies of all dead letters by queue; they stay where they are."""
        found: dict[str, list[str]] = {}
        for name, (_, dead) in self.queues().items():
            answer = self.client("sqs").receive_message(
                QueueUrl=dead, MaxNumberOfMessages=10, VisibilityTimeout=0
            )
            bodies = [message["Body"] for message in answer.get("Messages", [])]
            if bodies:
                found[name] = bodies
        return found
