"""The demo's files, claims by state, one claim in full, and follow-up of stuck ones."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from rich.status import Status

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.fold.review.duplicates import rebill_check_of
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.claims.lifecycle.states import State
from claimtrail.claims.views.listed import ORDERS, listed_claim
from claimtrail.claims.views.whole_claim import whole_of
from claimtrail.cli.claims import listing as listed
from claimtrail.cli.claims.claim import show_claim, summary_of
from claimtrail.cli.claims.profiles import deadlines_of
from claimtrail.cli.claims.rebill_check import action_of, show_rebill_check
from claimtrail.cli.claims.stores import store_of
from claimtrail.cli.claims.totals import show_counts
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.escalations import listing as escalations
from claimtrail.cli.intake.file_trail import files_of
from claimtrail.cli.tickets import ticket_list
from claimtrail.escalations.model import EscalationStatus
from claimtrail.intake.model.receipt import FileReceipt, FileStatus
from claimtrail.intake.model.status_words import FILE_STATUS_WORDS
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.views import work_rows
from infra.local.demo.play import differences
from simulator.model import Expectation

FOLLOW_UP_SECONDS = 180.0
TICKETS_SHOWN = 10
CLAIMS_SHOWN = 5


def show_claims(output: Output, stage: Stage, found: list[Claim], truth: list[Expectation]) -> None:
    """Files, refusals, claims by payer against the month's truth, and one claim."""
    receipts = _receipts(stage)
    output.heading("What came in")
    _show_files(output, receipts)
    output.heading("What was rejected on arrival, and why")
    _show_refused(output, receipts)
    output.heading("Claim status by payer")
    show_counts(output, [claim for claim in found if not claim.is_hidden])
    _show_largest(output, stage, found)
    wrong = differences(found, truth)
    verdict = "as its truth says" if not wrong else f"but {len(wrong)} that differ"
    output.say(
        f"  {len(truth) - len(wrong)} of the month's {len(truth)} claims stand {verdict}."
        f"{_others(found, truth)}"
    )
    for expected, claim in wrong[:5]:
        at = f"{state_words(claim.state)}, {claim.paid_cents} cents" if claim else "unknown"
        output.say(
            f"    expected {state_words(expected.state)}, {expected.paid_cents} cents; is {at}"
        )
    one = example(found)
    if one:
        output.heading("One claim, with the source of each status")
        whole = whole_of(one, store=store_of(stage))
        show_claim(output, one, summary_of(stage, whole))
        output.heading("May that account be billed again?")
        show_rebill_check(output, rebill_check_of(one), action_of(stage, one))


def _others(found: list[Claim], truth: list[Expectation]) -> str:
    """Say how many claims of the counts above are none of the month's, and where from."""
    others = sum(not claim.is_hidden for claim in found) - len(truth)
    return f" {others} more came with files that are broken on purpose." if others > 0 else ""


def _show_largest(output: Output, stage: Stage, found: list[Claim]) -> None:
    """The largest claims that somebody still owes a word about, with the day by which."""
    deadlines, today = deadlines_of(stage), utc_now().date()
    waiting = [
        listed_claim(one, deadlines=deadlines, today=today)
        for one in found
        if one.expectation and not one.is_hidden
    ]
    order = ORDERS["amount"]
    output.heading(f"Claims that wait for a word, {order.words}")
    listed.show_claims(output, sorted(waiting, key=order.key)[:CLAIMS_SHOWN])
    output.say("  More: `claimtrail claims --sort amount --older-than 30`")


def example(found: list[Claim]) -> Claim | None:
    """Return the paid claim with the longest way behind it."""
    paid = [claim for claim in found if claim.state is State.PAID] or found
    return max(paid, key=lambda claim: (len(claim.steps), claim.claim_id)) if paid else None


def _receipts(stage: Stage) -> list[FileReceipt]:
    files = files_of(stage)
    today = utc_now().date()
    days = (today - timedelta(days=1), today)
    return [receipt for day in days for receipt in files.list_by_day(day=day, limit=100_000)]


def _show_files(output: Output, receipts: list[FileReceipt]) -> None:
    counts = Counter((receipt.partner_id, receipt.channel) for receipt in receipts)
    facts: Counter[tuple[str, str]] = Counter()
    taken: Counter[tuple[str, str]] = Counter()
    for receipt in receipts:
        key = (receipt.partner_id, receipt.channel)
        facts[key] += receipt.event_count
        taken[key] += receipt.status in {FileStatus.INGESTED, FileStatus.PARTLY_REJECTED}
    output.table(
        ("Dropbox", "By", "Files", "Taken", "Facts about claims"),
        [(*key, count, taken[key], facts[key]) for key, count in sorted(counts.items())],
        right=("Files", "Taken", "Facts about claims"),
    )


def _show_refused(output: Output, receipts: list[FileReceipt]) -> None:
    refused = [
        receipt
        for receipt in receipts
        if receipt.status
        in {FileStatus.QUARANTINED, FileStatus.REJECTED, FileStatus.PARTLY_REJECTED}
    ]
    output.table(
        ("File", "Dropbox", "Status", "Why", "Next"),
        [
            (
                receipt.name,
                receipt.partner_id,
                FILE_STATUS_WORDS[receipt.status],
                receipt.findings[0].text
                if receipt.findings
                else f"`claimtrail trail {receipt.file_id}` says why",
                receipt.findings[0].next_step if receipt.findings else "",
            )
            for receipt in refused[:12]
        ],
        empty="Nothing.",
    )


def show_follow_up(output: Output, stage: Stage) -> None:
    """Escalations start on a schedule, so wait for it; the steps's first steps are short here."""
    due = _await(
        output,
        "Escalations",
        lambda: (
            escalations.read_escalations(stage, EscalationStatus.RUNNING)
            if any(not row.outcome for row in ticket_list.read_tickets(stage))
            else []
        ),
    )
    output.heading("Escalations running: claims whose next word is late, and why")
    escalations.show_reasons(output, due or [])
    escalations.show_escalations(output, due or [], status=EscalationStatus.RUNNING)
    every = ticket_list.read_tickets(stage)
    tickets = work_rows(every)
    ticket_list.show_causes(output, every)
    ticket_list.show_tickets(output, tickets[:TICKETS_SHOWN], of=len(tickets))


def _await(output: Output, what: str, ask: Callable[[], list[Any]]) -> list[Any]:
    deadline = time.monotonic() + FOLLOW_UP_SECONDS
    with Status(f"{what}: waiting for the schedule", console=output.errors):
        while not (answer := ask()) and time.monotonic() < deadline:
            time.sleep(1)
    return answer
