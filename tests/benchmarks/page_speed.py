"""Server time and weight of each main page, with a hundred thousand claims stored.

    python -m tests.benchmarks.page_speed [CLAIMS [SAMPLES]]

The pages run on the adapters and an embedded cloud that is started and filled for it. Server time
is the processor's, of the pages' process alone: requests to AWS are built, signed, and their
answers read within it, and the database's own time, and waiting for it, are not. Every page is
asked once before, so that nothing is measured that only a first request pays. Bytes are those that
are sent, compressed; `with static` adds the styles, scripts and pictures of a first visit. With all
claims (no arguments) the result is written to docs/page-speed.md.
"""

import gc
import gzip
import re
import statistics
import sys
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any
from unittest.mock import patch

from botocore.httpsession import URLLib3Session

from claimtrail.access.roles import JobRole
from claimtrail.access.subjects import EVERYWHERE, Principal
from claimtrail.claims.facts.submissions import Submitted
from claimtrail.kernel.collector import collect_rarely
from claimtrail.trail.access_log import Purpose
from claimtrail.web.app import WebApp
from claimtrail.web.core.security import COOKIE
from tests.benchmarks.page_stage import PageStage, filled_stage
from tests.benchmarks.throughput import started
from tests.harness.invocation import CONTEXT
from tests.harness.web.sites import QUEUES

CLAIMS, SAMPLES = 100_000, 40
MOST_MS, MOST_BYTES = 150.0, 200_000
"""The bounds of a page: server time at the 95th percentile, and compressed bytes."""
PAGE = Path(__file__).resolve().parents[2] / "docs" / "page-speed.md"
_STATIC = re.compile(r'"(/static/[0-9a-zA-Z]{1,80}/[^"]{1,120})"')
_SEGMENT = re.compile(r'href="(/claims/[^"]{1,80}/(?:steps|events)/[^"]{1,80}/segment)[^"]{0,200}"')


@dataclass(slots=True)
class _Requests:
    """Requests to AWS, and the seconds until they were answered."""

    number: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class PageCost:
    """One page as it was measured."""

    name: str
    milliseconds: Sequence[float]
    requests: int
    """To AWS, of the last sample."""
    size: int
    """Bytes as they are sent."""
    whole_size: int
    """With what a first visit loads besides."""

    @property
    def median(self) -> float:
        """The middle of the samples, in ms."""
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        """The 95th percentile of the samples, in ms."""
        return sorted(self.milliseconds)[ceil(0.95 * len(self.milliseconds)) - 1]

    @property
    def is_within(self) -> bool:
        """Return whether the page keeps both bounds."""
        return self.p95 <= MOST_MS and self.whole_size <= MOST_BYTES


@dataclass
class Visitor:
    """One person's browser before the pages of a stage, which keeps no answer."""

    app: WebApp
    stage: PageStage
    role: JobRole
    requests: int = 0
    form: str = field(init=False, default="")

    def __post_init__(self) -> None:
        everywhere = frozenset({EVERYWHERE})
        person = Principal(
            id=f"{self.role.value}.one",
            roles=frozenset({self.role}),
            facilities=everywhere,
            payers=everywhere,
            queues=frozenset(QUEUES),
        )
        self.token, session = self.stage.sessions.open(person, purpose=Purpose.PAYMENT)
        self.form = session.form_token

    def send(self, address: str, *, form: str = "") -> dict[str, Any]:
        """Return the answer to a request, or to a form that is sent."""
        self.requests += 1
        path, _, query = address.partition("?")
        sent = "application/x-www-form-urlencoded" if form else "text/html"
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query,
            "cookies": [f"{COOKIE}={self.token}"],
            "headers": {
                "host": "claims.example.org",
                "accept-encoding": "gzip",
                "content-type": sent,
            },
            "requestContext": {
                "http": {
                    "method": "POST" if form else "GET",
                    "path": path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": "203.0.113.7",
                    "userAgent": "benchmark",
                },
                "requestId": f"request-{self.role.value}-{self.requests}",
                "stage": "$default",
            },
            "body": f"form_token={self.form}&{form}" if form else None,
            "isBase64Encoded": False,
        }
        return self.app.answer(event, CONTEXT)

    def text(self, address: str) -> str:
        """Return a page's text."""
        return text_of(self.send(address))


def text_of(answer: dict[str, Any]) -> str:
    """Return the text of an answer."""
    body = answer["body"] or ""
    if not answer.get("isBase64Encoded"):
        return str(body)
    raw = b64decode(body)
    packed = answer["headers"].get("Content-Encoding") == "gzip"
    return (gzip.decompress(raw) if packed else raw).decode()


def size_of(answer: dict[str, Any]) -> int:
    """Return the bytes of an answer as they are sent."""
    body = answer["body"] or ""
    return len(b64decode(body)) if answer.get("isBase64Encoded") else len(body.encode())


Ask = Callable[[], dict[str, Any]]


def pages_of(stage: PageStage) -> Iterator[tuple[str, Visitor, Ask]]:
    """Yield each main page, with who opens it and how."""
    app = WebApp(stage.stores)
    biller, manager, operator = (
        Visitor(app, stage, role)
        for role in (JobRole.BILLER, JobRole.MANAGER, JobRole.PAYER_LIAISON)
    )
    claim = max(stage.own, key=lambda one: len(one.steps))
    page = f"/claims/{claim.claim_id}"
    segment = next(iter(_SEGMENT.findall(biller.text(page))))
    facts = [one.fact for one in stage.stores.claims.events_of(claim.claim_id)]
    submission = next(one for one in facts if isinstance(one, Submitted))
    [(state, _)] = Counter(one.state.value for one in stage.own).most_common(1)
    view = f"listing=claims&query=state%3D{state}%26order%3Damount&name=Largest+first"
    biller.send("/views", form=view)
    opened: tuple[tuple[str, Visitor, str], ...] = (
        ("open work", biller, "/work"),
        ("claims, with facets", biller, "/claims"),
        ("claims of one state", biller, f"/claims?state={state}"),
        ("saved view", biller, f"/claims?state={state}&order=amount"),
        ("saved views", biller, "/views"),
        ("claim", biller, page),
        ("segment", biller, segment),
        ("overview", manager, "/overview"),
        ("files", operator, "/files"),
        ("API: a page of claims", biller, "/api/v1/claims"),
        ("API: a claim", biller, f"/api/v1{page}"),
    )
    for name, person, address in opened:
        yield name, person, lambda person=person, address=address: person.send(address)
    found = f"q={submission.patient.last_name}"
    yield "search by name", biller, lambda: biller.send("/search", form=found)


@contextmanager
def counted_requests() -> Iterator[_Requests]:
    """Count what is sent to AWS."""
    seen, send = _Requests(), URLLib3Session.send

    def counting(self: Any, request: Any) -> Any:
        began = time.perf_counter()
        try:
            return send(self, request)
        finally:
            seen.number += 1
            seen.seconds += time.perf_counter() - began

    with patch.object(URLLib3Session, "send", counting):
        yield seen


def measure(stage: PageStage, *, samples: int) -> Iterator[PageCost]:
    """Yield what each page costs; of what filled the stage, the collector looks at nothing."""
    gc.collect()
    gc.freeze()
    collect_rarely()  # As each function does.
    for name, person, ask in pages_of(stage):
        answer = ask()
        if answer["statusCode"] not in {200, 303}:
            raise AssertionError(f"{name}: {answer['statusCode']} {text_of(answer)[:400]}")
        ask()
        gc.collect()
        taken: list[float] = []
        with counted_requests() as seen:
            for _ in range(samples):
                seen.number = 0
                began = time.process_time()
                ask()
                taken.append(1_000 * (time.process_time() - began))
        parts = dict.fromkeys(_STATIC.findall(text_of(answer)))
        yield PageCost(
            name=name,
            milliseconds=taken,
            requests=seen.number,
            size=size_of(answer),
            whole_size=size_of(answer) + sum(size_of(person.send(one)) for one in parts),
        )


_HEAD = f"{'page':24}{'p50 ms':>9}{'p95 ms':>9}{'requests':>10}{'bytes':>9}{'with static':>13}"


def _line(one: PageCost) -> str:
    marked = "" if one.is_within else "  beyond its bound"
    return (
        f"{one.name:24}{one.median:>9.1f}{one.p95:>9.1f}{one.requests:>10}"
        f"{one.size:>9,}{one.whole_size:>13,}{marked}"
    )


def page(stage: PageStage, costs: Sequence[PageCost], *, samples: int) -> str:
    """Return docs/page-speed.md."""
    day = datetime.now(tz=UTC).date().isoformat()
    rows = "\n".join(
        f"| {one.name} | {one.median:.0f} | {one.p95:.0f} | {one.requests} | {one.size / 1e3:.1f} |"
        f" {one.whole_size / 1e3:.1f} |"
        for one in costs
    )
    return f"""# How fast the pages are

Rendered by `make bench` on {day}: {stage.claims:,} claims and {stage.tickets:,} open tickets,
{samples} samples a page. Bounds: {MOST_MS:g} ms of the server at the 95th percentile,
{MOST_BYTES // 1000} KB compressed with all that a first visit loads.

| Page | p50 ms | p95 ms | Requests to AWS | KB | KB, first visit |
| --- | ---: | ---: | ---: | ---: | ---: |
{rows}

Server time is the processor's, of the process that answers: requests to AWS are built, signed and
read within it; the database's own time, and waiting for it, are not in it
([decision 0172](decisions/0172-pages-are-measured-by-their-processor-s-time.md)). A deployed page
waits some 5 ms for each request besides, fewer where several go side by side.
"""


def main() -> int:
    """Measure and print; 1 if a page is beyond a bound."""
    numbers = [int(one) for one in sys.argv[1:]]
    claims, samples = [*numbers, *(CLAIMS, SAMPLES)[len(numbers) :]][:2]
    say = sys.stdout.write
    costs: list[PageCost] = []
    for cloud in started():
        stage = filled_stage(
            cloud, claims=claims, progress=lambda text: sys.stderr.write(f"  {text}\n") and None
        )
        say(f"{stage.claims:,} claims, {stage.tickets:,} tickets; {samples} samples a page\n")
        say(f"bounds: {MOST_MS:g} ms at the 95th percentile, {MOST_BYTES:,} bytes\n{_HEAD}\n")
        for one in measure(stage, samples=samples):
            costs.append(one)
            say(f"{_line(one)}\n")
            sys.stdout.flush()
        if claims >= CLAIMS:
            PAGE.write_text(page(stage, costs, samples=samples), encoding="utf-8")
    return int(not all(one.is_within for one in costs))


if __name__ == "__main__":
    sys.exit(main())
