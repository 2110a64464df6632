"""A stage with many claims for the pages: the tables of an embedded cloud, filled by a seed.

A month of files goes through intake and projection on the twins, and is written to the tables as
the adapters keep it, with its tickets and files. Each claim of the month is then stored again and
again under ids, days and amounts drawn by the seed, with a ticket where the first one has one, so
that lists, facets and figures are those of a large stage. Copies have no events: the pages of
claims, segments and searches are measured on the month's own.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from claimtrail.access.sessions import SessionService
from claimtrail.analytics.figures.counting import contribution_of_claim, contribution_of_ticket
from claimtrail.analytics.figures.rows import Rows, summed
from claimtrail.aws.analytics.figure_items import addition
from claimtrail.aws.analytics.figure_keys import rows_partition
from claimtrail.aws.analytics.figure_table import DynamoFigureStore
from claimtrail.aws.claims.change_items import claim_item
from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.intake.file_table import DynamoFileStore
from claimtrail.aws.tickets.table import DynamoTicketStore
from claimtrail.bootstrap.web import WebResources, WebStores, web_stores
from claimtrail.claims.facts.events import search_keys
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.store import documents
from claimtrail.claims.store.changes import Change
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.retention import Store
from claimtrail.partners.profile import with_synthetic
from claimtrail.tickets.model import Ticket
from tests.harness.access.sign_in import SignInBench
from tests.harness.aws.tables import make_table
from tests.harness.intake.intake_fixture import KEY, demo_partners
from tests.harness.stage.cloud import RunningCloud
from tests.harness.web.open_work import open_tickets
from tests.harness.web.page_stores import PageStores
from tests.twins.claims.memory import Kept

SEED = 20261130
FOUND_ALIKE = 400
"""Copies that are found by the search keys of the claim that they are copies of."""
_AT_ONCE = 8
"""Writers side by side."""
_BATCH = 1_000
_DAYS = 90
"""Within which a copy was submitted and last moved."""


@dataclass(frozen=True)
class PageStage:
    """The stores of the pages, and what was written for them."""

    stores: WebStores
    sessions: SessionService
    claims: int
    tickets: int
    own: tuple[Claim, ...]
    """The claims of the month, with all their events."""

    @property
    def rows(self) -> Any:
        """The trail's queue."""
        return self.stores.row_sink


def filled_stage(
    cloud: RunningCloud, *, claims: int, progress: Callable[[str], None] = lambda _: None
) -> PageStage:
    """Create the resources that pages read, and fill them with so many claims."""
    names, dynamodb = _resources(cloud), cloud.client("dynamodb")
    month = PageStores()
    tickets = open_tickets(month)
    progress("the month's claims are read")
    _keep_month(cloud, names, month)
    changes = list(_many(_changes_of(month), claims))
    progress(f"{len(changes):,} claims are made")
    _store_claims(dynamodb, names.claim_table, changes)
    _keep_search_keys(names, month, changes)
    progress("they are stored")
    copied = list(_tickets_of(changes, tickets, first=len(_changes_of(month))))
    _store_tickets(dynamodb, names.ticket_table, copied)
    progress(f"{len(copied):,} tickets are stored")
    _store_figures(dynamodb, names.operations_table, changes, copied)
    partners = with_synthetic(demo_partners())
    with patch("claimtrail.bootstrap.web.deployed_profiles", lambda: partners):
        stores = replace(
            web_stores(names),
            secret=lambda: KEY.secret,
            open_sign_in=lambda: SignInBench(clock=utc_now).service,
        )
    return PageStage(
        stores=stores,
        sessions=stores.sessions,
        claims=len(changes),
        tickets=len(copied),
        own=tuple(change.claim for change in _changes_of(month)),
    )


_BUCKETS = ("archive", "audit", "quarantine", "inbox", "exports")


def _resources(cloud: RunningCloud) -> WebResources:
    tag, dynamodb = uuid4().hex, cloud.client("dynamodb")
    buckets = {name: f"{name}-{tag}" for name in _BUCKETS}
    for name in buckets.values():
        cloud.client("s3").create_bucket(Bucket=name)
    queues = {
        name: cloud.client("sqs").create_queue(QueueName=f"{name}-{tag}")["QueueUrl"]
        for name in ("audit", "ingest", "export")
    }
    cloud.client("events").create_event_bus(Name=f"bus-{tag}")
    secret = cloud.client("secretsmanager").create_secret(
        Name=f"claim-key-{tag}", SecretString=KEY.secret.decode()
    )["ARN"]
    return WebResources(
        stage="local",
        organization_id=KEY.organization_id,
        claim_table=make_table(dynamodb, Store.CLAIM_TABLE),
        operations_table=make_table(dynamodb, Store.OPERATIONS_TABLE),
        ticket_table=make_table(dynamodb, Store.TICKET_TABLE),
        archive_bucket=buckets["archive"],
        audit_bucket=buckets["audit"],
        quarantine_bucket=buckets["quarantine"],
        inbox_bucket=buckets["inbox"],
        exports_bucket=buckets["exports"],
        event_bus=f"bus-{tag}",
        audit_queue_url=queues["audit"],
        ingest_queue_url=queues["ingest"],
        export_queue_url=queues["export"],
        claim_key_secret_arn=secret,
    )


def _keep_month(cloud: RunningCloud, names: WebResources, month: PageStores) -> None:
    """Write the month's files, with their bytes, and what its claims are made of."""
    files, intake = DynamoFileStore(cloud.client("dynamodb"), names.claim_table), month.intake
    for receipt in intake.files.receipts.values():
        files.begin(receipt, previous=None)
    for result in intake.files.ranges.values():
        files.save_range(result)
    for delivery in intake.files.deliveries.values():
        files.record_delivery(delivery)
    for key, data in intake.archive.objects.items():
        cloud.client("s3").put_object(Bucket=names.archive_bucket, Key=key, Body=data)
    store = DynamoClaimStore(names.claim_table)
    for claim_id in intake.claims.owners_of(Kept.EVENT):
        store.append_new_events(list(intake.claims.events_of(claim_id)))


def _keep_search_keys(names: WebResources, month: PageStores, changes: list[Change]) -> None:
    """Let the month's claims, and some copies of each, be found by what the month's say."""
    first = _changes_of(month)
    found_by = {
        change.claim_id: search_keys(
            month.intake.claims.events_of(first[place % len(first)].claim_id)
        )
        for place, change in enumerate(changes[: FOUND_ALIKE * len(first)])
    }
    DynamoClaimStore(names.claim_table).append_search_keys(found_by)


def _changes_of(month: PageStores) -> list[Change]:
    return [documents.load_change(text) for text in month.intake.claims.documents_of(Kept.CHANGE)]


def _many(first: list[Change], claims: int) -> Iterator[Change]:
    """Yield the changes of a month, then copies of them in turn, up to so many in all."""
    chance = random.Random(SEED)  # noqa: S311 - samples, no secret
    yield from first
    for number in range(len(first), claims):
        yield _copy(first[number % len(first)], chance)


def _copy(change: Change, chance: random.Random) -> Change:
    claim = change.claim
    back = timedelta(days=chance.randrange(_DAYS))
    moved = {
        "claim_id": f"clm_{chance.getrandbits(96):024x}",
        "submitted_on": claim.submitted_on - back if claim.submitted_on else None,
        "state_since": claim.state_since - back if claim.state_since else None,
        "charge_cents": claim.charge_cents + chance.randrange(100_00),
    }
    copy = claim.model_copy(update=moved)
    return replace(change, claim_id=copy.claim_id, claim=copy)


def _store_claims(dynamodb: Any, table_name: str, changes: list[Change]) -> None:
    table = DynamoTable(dynamodb, table_name)
    parts = (changes[start : start + _BATCH] for start in range(0, len(changes), _BATCH))
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        list(pool.map(lambda part: table.put_each(map(claim_item, part)), parts))


def _tickets_of(changes: list[Change], tickets: list[Ticket], *, first: int) -> Iterator[Ticket]:
    """Yield the tickets of the first claims, and one for each copy of one that has one."""
    of_claim = {one.claim_id: one for one in tickets}
    for place, change in enumerate(changes):
        ticket = of_claim.get(changes[place % first].claim_id)
        if ticket is None:
            continue
        yield ticket.model_copy(
            update={
                "ticket_id": ticket.ticket_id if place < first else f"tkt_{place:024x}",
                "claim_id": change.claim_id,
                "amount_cents": change.claim.charge_cents,
            }
        )


def _store_tickets(dynamodb: Any, table_name: str, tickets: list[Ticket]) -> None:
    store = DynamoTicketStore(dynamodb, table_name)
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        list(pool.map(store.put_new, tickets))


def _store_figures(
    dynamodb: Any, table_name: str, changes: list[Change], tickets: list[Ticket]
) -> None:
    """Write what all claims and tickets add up to."""
    DynamoFigureStore(dynamodb, table_name).sums_of(0)  # Its first reader makes the head.
    table = DynamoTable(dynamodb, table_name)
    for key, counters in _rows_of(changes, tickets).items():
        expression, names, values = addition(counters)
        table.update((rows_partition(0, 1), key), expression, names=names, values=values)


def _rows_of(changes: Iterable[Change], tickets: Iterable[Ticket]) -> Rows:
    counted = chain(
        (contribution_of_claim(change.claim) for change in changes),
        map(contribution_of_ticket, tickets),
    )
    return summed(one.rows for one in counted if one)
