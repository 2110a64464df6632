"""A deployed stage behind the smoke test's port: AWS as an operator's own rights reach it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from botocore.exceptions import BotoCoreError, ClientError

from claimtrail.analytics.saved import saved_queries
from claimtrail.aws.claims import keys
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.dynamo.items import EXPIRES_AT
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.escalations.stores import escalation_store
from claimtrail.bootstrap.intake.stores import bucket, file_store
from claimtrail.bootstrap.operations import claim_secret, invoke
from claimtrail.bootstrap.queries import athena
from claimtrail.bootstrap.tickets.stores import ticket_store
from claimtrail.claims.fold.model import Claim
from claimtrail.intake.model.claim_key import ClaimKey
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.errors import ClaimTrailError, Explanation, NotFoundError
from claimtrail.kernel.ids import claim_id
from claimtrail.kernel.retention import Store
from claimtrail.partners.synthetic import PAYER_ID
from claimtrail.smoke.files import SyntheticFile
from claimtrail.trail.chaining.chain import SEALS
from claimtrail.trail.chaining.seals import read_seal

P = ParamSpec("P")
T = TypeVar("T")
Send = Callable[[SyntheticFile], str]
"""Delivers a file over SFTP; returns where."""


def in_words(call: Callable[P, T]) -> Callable[P, T]:
    """Have a call raise ClaimTrailError (AWS_REFUSED) where AWS refuses it or cannot be reached."""

    @wraps(call)
    def worded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return call(*args, **kwargs)
        except (ClientError, BotoCoreError) as error:
            raise ClaimTrailError(
                Explanation(
                    code="AWS_REFUSED",
                    what=str(error),
                    where=call.__name__,
                    next_step="docs/smoke.md lists the rights that a run needs.",
                )
            ) from error

    return worded


@dataclass(frozen=True, slots=True, kw_only=True)
class StageNames:
    """The names of a stage's resources, as its stacks put them out."""

    inbox: str
    archive: str
    outbox: str
    audit: str
    claim_table: str
    operations_table: str
    ticket_table: str
    claim_key_secret: str
    organization_id: str
    workgroup: str
    database: str
    seal_function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedStage:
    """`StageUnderTest` on AWS, or on the embedded cloud."""

    names: StageNames
    send_by_sftp: Send | None = None

    @property
    def has_sftp(self) -> bool:
        """True if a private key of the synthetic payer is at hand."""
        return self.send_by_sftp is not None

    @in_words
    def drop(self, file: SyntheticFile) -> str:
        """Put a file into its partner's inbox. Raises what S3 raises."""
        key = f"{file.partner_id}/{file.name}"
        client("s3").put_object(Bucket=self.names.inbox, Key=key, Body=file.content)
        return f"s3://{self.names.inbox}/{key}"

    def send(self, file: SyntheticFile) -> str:
        """Deliver a file over SFTP. Raises ClaimTrailError (SFTP_REFUSED)."""
        if self.send_by_sftp is None:
            return self.drop(file)
        return self.send_by_sftp(file)

    @in_words
    def claim_id(self, number: str) -> str:
        """Return the id of the synthetic claim with that patient control number."""
        names = self.names
        key = ClaimKey(
            organization_id=names.organization_id, secret=claim_secret(names.claim_key_secret)
        ).of_partner(PAYER_ID)
        return claim_id(
            secret=key.secret, organization_id=key.organization_id, patient_control_number=number
        )

    @in_words
    def receipt(self, file: SyntheticFile) -> FileReceipt | None:
        """Return the file's receipt."""
        store = file_store(self.names.claim_table)
        return store.find(file_id=file.file_id, partner_id=file.partner_id)

    @in_words
    def has_object(self, store: Store, key: str) -> bool:
        """Return whether the archive or the outbox holds an object."""
        name = {Store.ARCHIVE: self.names.archive, Store.OUTBOX: self.names.outbox}[store]
        try:
            bucket(name).describe(key)
        except NotFoundError:
            return False
        return True

    @in_words
    def claim(self, claim_id: str) -> Claim | None:
        """Return the claim."""
        return claim_store(self.names.claim_table).find(claim_id)

    @in_words
    def ask(self, sql: str) -> list[Mapping[str, Any]]:
        """Return Athena's answer by column. Raises ClaimTrailError."""
        names = self.names
        result = athena(workgroup=names.workgroup, database=names.database).run(sql)
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows]

    def ask_saved(self, name: str) -> list[Mapping[str, Any]]:
        """Return Athena's answer to a saved query."""
        return self.ask(next(one.sql for one in saved_queries() if one.name == name))

    @in_words
    def seal(self) -> Mapping[str, int]:
        """Have the trail sealed, and read how far the newest seal reaches."""
        key = invoke(self.names.seal_function, {}).get("key") or self._newest_seal()
        answer = client("s3").get_object(Bucket=self.names.audit, Key=key)
        statement = read_seal(answer["Body"].read()).statement
        return {root.dataset: root.seq for root in statement.roots}

    def _newest_seal(self) -> str:
        """Return the key of the newest seal. Raises NotFoundError when two days have none."""
        today = utc_now().date()
        found = [key for back in (1, 0) for key in self._seals_of(today - timedelta(days=back))]
        if found:
            return found[-1]
        raise NotFoundError(
            Explanation(
                code="SEAL_MISSING",
                what="no seal of today or yesterday",
                where=f"s3://{self.names.audit}/{SEALS}/",
                next_step="The log group of seal_audit says why it does not run.",
            )
        )

    def _seals_of(self, day: date) -> Iterator[str]:
        pages = client("s3").get_paginator("list_objects_v2")
        prefix = f"{SEALS}/dt={day.isoformat()}/"
        for page in pages.paginate(Bucket=self.names.audit, Prefix=prefix):
            yield from (str(item["Key"]) for item in page.get("Contents", ()))

    @in_words
    def follow_ups(self, claim_id: str) -> int:
        """Return how many escalations and tickets a claim has."""
        names = self.names
        escalations = escalation_store(names.operations_table).list_by_claim(claim_id)
        return len(escalations) + len(ticket_store(names.ticket_table).list_by_claim(claim_id))

    @in_words
    def expires_at(self, claim_id: str) -> int | None:
        """Return when the claim's item expires."""
        table = DynamoTable(client("dynamodb"), self.names.claim_table)
        item = table.get((keys.claim_partition(claim_id), keys.CLAIM)) or {}
        at = cast("Mapping[str, str]", item.get(EXPIRES_AT, {})).get("N")
        return None if at is None else int(at)
