"""Counting everything again, into an empty generation of the figures, while changes go on.

The generation is begun first: from then on each change is counted into it as well as each claim
that is found, the newest version of both. Pages show the generation before until all is counted. A
rebuild that ended early is repeated from its beginning.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from claimtrail.analytics.figures.keeping import ChangedSubjects, FigureKeeper

AT_ONCE = 500
"""Claims that are read and counted together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuiltFigures:
    """The numbers of a rebuild."""

    claims: int = 0
    tickets: int = 0


def rebuild_figures(
    keeper: FigureKeeper,
    *,
    claim_ids: Iterable[str],
    ticket_ids: Iterable[str],
    progress: Callable[[RebuiltFigures], None] = lambda _: None,
) -> RebuiltFigures:
    """Count all claims and open tickets again, and let pages show the sums.

    The ids are read once the generation is begun.
    """
    keeper.store.begin_generation()
    claims = tickets = 0
    for some in _parts(claim_ids):
        keeper.count(ChangedSubjects(claim_ids=frozenset(some)))
        claims += len(some)
        progress(RebuiltFigures(claims=claims))
    for some in _parts(ticket_ids):
        keeper.count(ChangedSubjects(ticket_ids=frozenset(some)))
        tickets += len(some)
    keeper.store.show_generation()
    return RebuiltFigures(claims=claims, tickets=tickets)


def _parts(whole: Iterable[str]) -> Iterable[list[str]]:
    rest = iter(whole)
    return iter(lambda: list(islice(rest, AT_ONCE)), [])
