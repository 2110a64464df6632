"""The landing page of managers: aging, states, denials, load and freshness.

Every figure is a link to the list behind it. It reads counters that are kept with every change, so
its cost does not grow with the number of claims.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from claimtrail.access.decisions import may_at_all
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.subjects import Principal
from claimtrail.analytics.figures.model import (
    AgeBucket,
    Aging,
    ClaimFigures,
    FigureSums,
    scope_of,
)
from claimtrail.analytics.figures.rows import AgeAnchor
from claimtrail.claims.lifecycle.state_words import state_words
from claimtrail.escalations.model import Escalation, EscalationStatus
from claimtrail.escalations.reasons import REASONS, word_of
from claimtrail.web.access.due import due_reviews
from claimtrail.web.claims.facets import UNDECIDED
from claimtrail.web.core.charts import BarChart, BarRow, bar_chart
from claimtrail.web.core.errors import bad_value
from claimtrail.web.core.query import NO_QUERY
from claimtrail.web.core.replies import PageReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.core.routes import MenuPlace, PageRoute
from claimtrail.web.core.words import money
from claimtrail.web.figures.flow import flow_view
from claimtrail.web.figures.freshness import file_freshness
from claimtrail.web.figures.shown import figures_shown

MOST_ESCALATIONS = 1_000
"""Escalations that are read at most, to count those past their window by payer."""
ANCHOR_WORDS: Mapping[AgeAnchor, str] = MappingProxyType(
    {
        AgeAnchor.SUBMITTED: "since submission",
        AgeAnchor.CHANGED: "since the last movement",
    }
)
_FACETS = MappingProxyType({AgeAnchor.SUBMITTED: "age", AgeAnchor.CHANGED: "moved"})
"""The facet of the list of claims that has the same buckets."""
LISTS: Mapping[str, Resource] = MappingProxyType(
    {"/claims": Resource.CLAIM, "/work": Resource.TICKET}
)
"""The lists behind the figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of claims with the list behind it."""

    claims: int
    cents: int | None
    """Of the balance; None where the person does not see money."""
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """One line of a table of figures."""

    title: str
    link: str
    figures: tuple[Figure, ...]
    total: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """Claims of one payer whose next word is late for one reason."""

    payer_id: str
    why: str
    claims: int
    cents: int | None
    link: str


def show_overview(request: PageRequest) -> Reply:
    """Show the figures of the person's own payers and facilities."""
    groups = request.groups_at_all(Operation.READ, Resource.FIGURES)
    sees_money = FieldGroup.MONEY in groups
    anchor = _anchor(request)
    figures = request.stores.figures.read(scope_of(request.person))
    aging = _aging_lines(figures.aging[anchor], anchor, sees_money=sees_money)
    return PageReply(
        template="overview.html",
        title="Overview",
        view={
            "figures": figures,
            "sees_money": sees_money,
            "opens": _lists_of(request.person),
            "due": due_reviews(request),
            "tiles": _tiles(figures, sees_money=sees_money),
            "buckets": [bucket.value for bucket in AgeBucket],
            "anchors": [
                (words, request.query.replaced(by=one.value).on("/overview"), one is anchor)
                for one, words in ANCHOR_WORDS.items()
            ],
            "anchor_words": ANCHOR_WORDS[anchor],
            "aging": aging,
            "aging_chart": _aging_chart(figures.aging[anchor], sees_money=sees_money),
            "states": _state_lines(figures, sees_money=sees_money),
            "denials": _denial_lines(figures, sees_money=sees_money),
            "owners": _owner_lines(figures) if FieldGroup.WORK in groups else None,
            "overdue": _overdue(request, sees_money=sees_money),
            "freshness": file_freshness(request),
            "flow": flow_view(request, sees_money=sees_money),
        },
        shows=(figures_shown(groups),),
    )


def _lists_of(person: Principal) -> frozenset[str]:
    """Return the lists that the person's roles open: other figures are no links."""
    return frozenset(
        path for path, resource in LISTS.items() if may_at_all(person, Operation.LIST, resource)
    )


def _anchor(request: PageRequest) -> AgeAnchor:
    text = request.query.first("by", AgeAnchor.SUBMITTED.value)
    try:
        return AgeAnchor(text)
    except ValueError:
        raise bad_value("by", known=", ".join(AgeAnchor)) from None


def claims_link(**facets: str) -> str:
    """Return the address of the list of claims with these facets."""
    return NO_QUERY.replaced(**facets).on("/claims")


def _figure(sums: FigureSums, link: str, *, sees_money: bool) -> Figure:
    return Figure(claims=sums.claims, cents=sums.balance_cents if sees_money else None, link=link)


def _tiles(figures: ClaimFigures, *, sees_money: bool) -> list[tuple[str, Figure]]:
    open_claims = _total(figures.aging[AgeAnchor.CHANGED])
    denied = figures.by_state.get("DENIED", FigureSums())
    rejected = figures.by_state.get("FRONT_END_REJECTED", FigureSums())
    paid = figures.by_state.get("PAID", FigureSums())
    return [
        ("all claims", _figure(figures.totals, claims_link(), sees_money=sees_money)),
        (
            "undecided",
            _figure(open_claims, claims_link(progress=UNDECIDED), sees_money=sees_money),
        ),
        ("denied", _figure(denied, claims_link(state="DENIED"), sees_money=sees_money)),
        (
            "rejected by payers",
            _figure(rejected, claims_link(state="FRONT_END_REJECTED"), sees_money=sees_money),
        ),
        ("paid", _figure(paid, claims_link(state="PAID"), sees_money=sees_money)),
    ]


def _total(aging: Aging) -> FigureSums:
    total = FigureSums()
    for buckets in aging.values():
        for sums in buckets.values():
            total = total.plus(sums)
    return total


def _aging_lines(aging: Aging, anchor: AgeAnchor, *, sees_money: bool) -> list[FigureLine]:
    facet = _FACETS[anchor]
    return [
        FigureLine(
            title=payer_id or "no payer yet",
            link=claims_link(payer=payer_id, progress=UNDECIDED),
            figures=tuple(
                _figure(
                    buckets[bucket],
                    claims_link(payer=payer_id, progress=UNDECIDED, **{facet: bucket.value}),
                    sees_money=sees_money,
                )
                for bucket in AgeBucket
            ),
            total=_figure(
                _total({payer_id: buckets}),
                claims_link(payer=payer_id, progress=UNDECIDED),
                sees_money=sees_money,
            ),
        )
        for payer_id, buckets in aging.items()
    ]


def _aging_chart(aging: Aging, *, sees_money: bool) -> BarChart:
    rows = [
        BarRow(
            label=payer_id or "no payer yet",
            values=tuple(_amount(buckets[bucket], sees_money=sees_money) for bucket in AgeBucket),
            total=_amount_words(_total({payer_id: buckets}), sees_money=sees_money),
        )
        for payer_id, buckets in aging.items()
    ]
    measure = "Balance" if sees_money else "Number"
    return bar_chart(
        rows,
        name="aging",
        title=f"{measure} of undecided claims by payer and days of age",
        series=[f"{bucket.value} days" for bucket in AgeBucket],
    )


def _amount(sums: FigureSums, *, sees_money: bool) -> int:
    return sums.balance_cents if sees_money else sums.claims


def _amount_words(sums: FigureSums, *, sees_money: bool) -> str:
    return money(sums.balance_cents) if sees_money else f"{sums.claims:,}"


def _state_lines(figures: ClaimFigures, *, sees_money: bool) -> list[tuple[str, Figure]]:
    ordered = sorted(figures.by_state.items(), key=lambda one: (-one[1].claims, one[0]))
    return [
        (state_words(state), _figure(sums, claims_link(state=state), sees_money=sees_money))
        for state, sums in ordered
    ]


def _denial_lines(figures: ClaimFigures, *, sees_money: bool) -> list[tuple[str, Figure]]:
    ordered = sorted(figures.denials.items(), key=lambda one: (-one[1].denied_cents, one[0]))
    return [
        (
            category,
            Figure(
                claims=sums.claims,
                cents=sums.denied_cents if sees_money else None,
                link=claims_link(denial=category),
            ),
        )
        for category, sums in ordered
    ]


def _owner_lines(figures: ClaimFigures) -> Sequence[tuple[str, int, int, str]] | None:
    """Return owner, tickets, cents and the list behind them; None where tickets are not known."""
    if figures.owners is None:
        return None
    return [
        (owner, load.tickets, load.amount_cents, NO_QUERY.replaced(owner=owner).on("/work"))
        for owner, load in sorted(figures.owners.items(), key=lambda one: (-one[1].tickets, one[0]))
    ]


def _overdue(request: PageRequest, *, sees_money: bool) -> list[Overdue]:
    """Return the claims past their window, by payer and reason, the most claims first."""
    scope = scope_of(request.person)
    running = request.stores.escalations.list_by_status(
        EscalationStatus.RUNNING, limit=MOST_ESCALATIONS
    )
    own = [one for one in running if scope.has_payer(one.payer_id)]
    counts = Counter((one.payer_id, one.reason) for one in own)
    return [
        Overdue(
            payer_id=payer_id,
            why=REASONS[reason].words,
            claims=count,
            cents=_charges(own, payer_id, reason) if sees_money else None,
            link=claims_link(payer=payer_id, late=word_of(reason).value),
        )
        for (payer_id, reason), count in counts.most_common()
    ]


def _charges(running: Sequence[Escalation], payer_id: str, reason: object) -> int:
    return sum(
        one.charge_cents for one in running if one.payer_id == payer_id and one.reason == reason
    )


ROUTES: tuple[PageRoute, ...] = (
    PageRoute(
        path="/overview",
        page=show_overview,
        resource=Resource.FIGURES,
        operation=Operation.READ,
        title="Overview",
        menu=MenuPlace.FIGURES,
        key="o",
        shows_claims=False,
    ),
)
