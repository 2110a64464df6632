"""A request of a signed-in person, as pages are given it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from claimtrail.access.decisions import AccessDecision, decide, groups_at_all
from claimtrail.access.fields import FieldGroup
from claimtrail.access.resources import Operation, Resource
from claimtrail.access.sessions import Session
from claimtrail.access.subjects import AccessRestriction, AccessTarget, Principal
from claimtrail.web.core.query import NO_QUERY, Query

if TYPE_CHECKING:
    from claimtrail.bootstrap.web import WebStores
    from claimtrail.web.core.routes import PageRoute


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """A person with what is asked for, and the stores that pages read."""

    session: Session
    stores: "WebStores"
    path: str
    """The address without its query: `/claims`."""
    arguments: tuple[str, ...] = ()
    """The variable parts of the path, in order."""
    query: Query = NO_QUERY
    form: Query = NO_QUERY
    now: datetime
    request_id: str
    origin: str
    """The address that asks, and the route, as the access log has them."""
    lists: Mapping[str, "PageRoute"] = field(default_factory=dict)
    """The pages of all lists, by the list's name."""
    restrictions: dict[str, frozenset[AccessRestriction]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Restrictions by subject, as far as the page has learned them."""
    machine: Principal | None = None
    """The machine that asks by a token of its own; None for a person with a session."""
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """Reads of this request that serve several of its parts, by name."""

    @property
    def person(self) -> Principal:
        """Return who asks."""
        return self.machine or self.session.principal

    @property
    def today(self) -> date:
        """Return the day of the request (UTC)."""
        return self.now.date()

    def decide(
        self, operation: Operation, target: AccessTarget, *, subject: str = ""
    ) -> AccessDecision:
        """Return what the person may do to a thing; `subject` is its id where it may be restricted.

        A restricted thing counts as opened once the person has broken the glass for it. The
        restrictions that were learned of the subject (`learn_restrictions`) hold.
        """
        known = self.restrictions.get(subject, frozenset())
        if known:
            target = replace(target, restrictions=target.restrictions | known)
        is_open = bool(subject) and self.session.has_broken_glass(subject, now=self.now)
        return decide(self.person, operation, target, glass_is_broken=is_open)

    def groups_at_all(self, operation: Operation, resource: Resource) -> frozenset[FieldGroup]:
        """Return the groups that the person may see of some thing of a kind."""
        return groups_at_all(self.person, operation, resource)
