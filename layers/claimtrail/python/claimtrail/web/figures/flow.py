"""The flow between states on the overview: a period of whole weeks, a chart, and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from claimtrail.analytics.figures.flow import (
    MOST_WEEKS,
    WEEK,
    FlowFigures,
    FlowPeriod,
    StateFlow,
    period_of,
    week_of,
)
from claimtrail.analytics.figures.model import scope_of
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.web.claims.flow import FLOW, flow_value
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.flow_charts import FlowBand, FlowChart, flow_chart
from claimtrail.web.core.query import NO_QUERY
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.words import day, money

FROM, THROUGH = "flow_from", "flow_through"
"""Names of the address: the Mondays of the first and the last week."""
USUAL_WEEKS = 4
CHOICES = ((1, "this week"), (USUAL_WEEKS, "4 weeks"), (13, "13 weeks"))
MOST_DRAWN = 12
"""Bands of the chart; the table has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLine:
    """One line of the table."""

    before: str
    after: str
    changes: int
    cents: int | None
    """Charged; None where the person does not see money."""
    link: str
    """The address of the claims behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowView:
    """The section of the overview."""

    words: str
    """`Nov 2, 2026 to Nov 29, 2026`."""
    choices: tuple[tuple[str, str, bool], ...]
    """Words, address, and whether it is what is shown."""
    weeks: tuple[tuple[str, str], ...]
    """The Mondays that may be chosen, the latest first: value and words."""
    first: str
    last: str
    lines: tuple[FlowLine, ...]
    chart: FlowChart | None
    is_cut: bool
    """True if the chart leaves out the smallest."""


def flow_view(request: PageRequest, *, sees_money: bool) -> FlowView | None:
    """Return the flow of the period of the address; None for who is limited to facilities.

    Raises BadRequestError for a period that is none.
    """
    period = wanted_period(request)
    found = request.stores.figures.flow(scope_of(request.person), period)
    if found is None:
        return None
    drawn = found.flows[:MOST_DRAWN]
    return FlowView(
        words=f"{day(period.first)} to {day(period.ends_on)}",
        choices=tuple(_choice(request, weeks, words, period) for weeks, words in CHOICES),
        weeks=_weeks(request),
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        lines=_lines(found, sees_money=sees_money),
        chart=_chart(drawn, period, sees_money=sees_money) if drawn else None,
        is_cut=len(found.flows) > len(drawn),
    )


def wanted_period(request: PageRequest) -> FlowPeriod:
    """Return the period of the address, usually USUAL_WEEKS. Raises BadRequestError."""
    usual = period_of(USUAL_WEEKS, today=request.today)
    first = _monday(request, FROM, usual.first)
    last = _monday(request, THROUGH, usual.last)
    period = FlowPeriod(first=first, last=last)
    if not 0 < period.weeks <= MOST_WEEKS:
        raise bad_value(THROUGH, known=f"a week of the {MOST_WEEKS} from the first one on")
    return period


def _monday(request: PageRequest, name: str, otherwise: date) -> date:
    text = request.query.first(name)
    try:
        return week_of(date.fromisoformat(text)) if text else otherwise
    except ValueError:
        raise bad_value(name, known="a day as 2026-11-30") from None


def _choice(
    request: PageRequest, weeks: int, words: str, shown: FlowPeriod
) -> tuple[str, str, bool]:
    period = period_of(weeks, today=request.today)
    days = {FROM: period.first.isoformat(), THROUGH: period.last.isoformat()}
    return words, f"{request.query.replaced(**days).on('/overview')}#flow", period == shown


def _weeks(request: PageRequest) -> tuple[tuple[str, str], ...]:
    this = week_of(request.today)
    mondays = (this - number * WEEK for number in range(MOST_WEEKS))
    return tuple((one.isoformat(), f"week of {day(one)}") for one in mondays)


def _lines(found: FlowFigures, *, sees_money: bool) -> tuple[FlowLine, ...]:
    return tuple(
        FlowLine(
            before=state_words(one.before),
            after=state_words(one.after),
            changes=one.changes,
            cents=one.charge_cents if sees_money else None,
            link=_link(one, found.period),
        )
        for one in found.flows
    )


def _link(flow: StateFlow, period: FlowPeriod) -> str:
    value = flow_value(flow.before, flow.after, first=period.first, last=period.ends_on)
    return NO_QUERY.replaced(**{FLOW: value}).on("/claims")


def _chart(flows: Sequence[StateFlow], period: FlowPeriod, *, sees_money: bool) -> FlowChart:
    bands = [
        FlowBand(
            source=state_words(one.before),
            target=state_words(one.after),
            amount=one.changes,
            title=_title(one, sees_money=sees_money),
        )
        for one in flows
    ]
    return flow_chart(
        bands,
        name="flow",
        title=f"Changes of state from {day(period.first)} to {day(period.ends_on)}",
    )


def _title(flow: StateFlow, *, sees_money: bool) -> str:
    charged = f", {money(flow.charge_cents)} charged" if sees_money else ""
    return f"{state_words(flow.before)} to {state_words(flow.after)}: {flow.changes:,}{charged}"
