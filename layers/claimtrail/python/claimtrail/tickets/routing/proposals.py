"""A proposal of rules: the file with its table of cases, and who proposed, approved, applied it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from claimtrail.kernel.frozen_model import FrozenModel
from claimtrail.tickets.routing.rule_files import rules_of
from claimtrail.tickets.routing.rules import RoutingRules


class ProposalState(StrEnum):
    """The way of a proposal; what is applied is never changed."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    APPLIED = "applied"


class RuleProposal(FrozenModel):
    """One set of rules on its way, and afterwards the record of it."""

    schema_version: Literal[1] = 1
    version: int = Field(ge=1)
    """Of the set."""
    revision: int = Field(default=1, ge=1)
    """Of this record: grows by one with each change."""
    state: ProposalState = ProposalState.PROPOSED
    rules_text: str
    """The file, as it was proposed."""
    cases_text: str
    """Its table of cases."""
    proposed_by: str
    proposed_at: datetime
    why: str
    approved_by: str = ""
    approved_at: datetime | None = None
    applied_by: str = ""
    applied_at: datetime | None = None

    @property
    def where(self) -> str:
        """Return the name of the file for errors."""
        return f"rules {self.version}"

    def rules(self) -> RoutingRules:
        """Return the set. Of one that was applied late, `valid_from` is the instant of that."""
        rules = rules_of(self.rules_text, where=self.where)
        if self.applied_at is None or self.applied_at <= rules.valid_from:
            return rules
        return rules.model_copy(update={"valid_from": self.applied_at})

    def next(self, **changes: Any) -> "RuleProposal":
        """Return the next revision, with these fields changed."""
        return self.model_copy(update={**changes, "revision": self.revision + 1})
