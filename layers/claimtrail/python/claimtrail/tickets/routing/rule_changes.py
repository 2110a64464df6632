"""The use cases of changing rules: propose, approve, apply; each is stored and published once.

A set is applied once its table of cases passes and each rule decides about a case. A stage may ask
for four eyes: whoever proposed a set does not approve it. What was applied is never changed.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from claimtrail.claims.lifecycle.write_off_limits import is_same_person
from claimtrail.kernel.bus import BusEvent, EventPublisher
from claimtrail.kernel.clock import Clock
from claimtrail.kernel.errors import ConflictError
from claimtrail.kernel.ids import EVENT_PREFIX, derived_id
from claimtrail.tickets.routing.cases import CaseResult, cases_of, rules_without_case, run_cases
from claimtrail.tickets.routing.detail_types import RuleDetailType
from claimtrail.tickets.routing.errors import proposal_conflict, rules_refused
from claimtrail.tickets.routing.ports import RuleStore
from claimtrail.tickets.routing.proposals import ProposalState, RuleProposal
from claimtrail.tickets.routing.rule_files import rules_of, shipped_rules

_NUMBER = re.compile(r"\d{6,}|@")
_MOST_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChanges:
    """Takes sets of rules from a file into force."""

    store: RuleStore
    publisher: EventPublisher
    clock: Clock
    has_four_eyes: bool = False
    """True where a set needs the approval of somebody else."""

    def next_version(self) -> int:
        """Return the number of the next set."""
        known = [one.version for one in self.store.listed()]
        return max((shipped_rules().version, *known)) + 1

    def propose(self, rules_text: str, cases_text: str, *, by: str, why: str) -> RuleProposal:
        """Store a set of rules with its table of cases.

        Raises ConfigurationError for a file that cannot be, RuleChangeError for a version that is
        not the next one or for words that cannot be kept, ConflictError.
        """
        rules = rules_of(rules_text, where="the file")
        cases_of(cases_text, where="the table of cases")
        require_words(why, rules.version)
        known = self.store.find(rules.version)
        if known is not None and (known.rules_text, known.proposed_by) == (rules_text, by):
            self._publish(known, RuleDetailType.RULES_PROPOSED, actor=by)
            return known
        version = self.next_version()
        if rules.version != version:
            raise rules_refused(
                rules.version,
                code="RULES_VERSION",
                what=f"the next version is {version}",
                next_step=f"Write `version = {version}` into the file.",
            )
        proposal = RuleProposal(
            version=version,
            rules_text=rules_text,
            cases_text=cases_text,
            proposed_by=by,
            proposed_at=self.clock(),
            why=why,
        )
        return self._stored(proposal, RuleDetailType.RULES_PROPOSED, actor=by)

    def test(self, proposal: RuleProposal) -> list[CaseResult]:
        """Return what a proposal's rules say of its own cases."""
        return run_cases(cases_of(proposal.cases_text, where=proposal.where), proposal.rules())

    def approve(self, version: int, *, by: str) -> RuleProposal:
        """Approve a proposal. Raises RuleChangeError for one's own with four eyes, ConflictError.

        Again by the same person it only publishes again.
        """
        proposal = self._found(version)
        if proposal.state is ProposalState.APPROVED and proposal.approved_by == by:
            self._publish(proposal, RuleDetailType.RULES_APPROVED, actor=by)
            return proposal
        _require_state(proposal, ProposalState.PROPOSED)
        if self.has_four_eyes and is_same_person(by, proposal.proposed_by):
            raise rules_refused(
                version,
                code="RULES_OWN_APPROVAL",
                what="whoever proposed the rules does not approve them on this stage",
                next_step=f"Have somebody else type `claimtrail rules approve {version}`.",
            )
        self._require_passing(proposal)
        approved = proposal.next(
            state=ProposalState.APPROVED, approved_by=by, approved_at=self.clock()
        )
        return self._stored(approved, RuleDetailType.RULES_APPROVED, actor=by)

    def apply(self, version: int, *, by: str) -> RuleProposal:
        """Bring a set into force from its `valid_from` on, or from now where that has passed.

        Raises RuleChangeError while it lacks an approval or its cases fail, ConflictError. Again
        on one that is applied it only publishes again.
        """
        proposal = self._found(version)
        if proposal.state is ProposalState.APPLIED:
            self._publish(proposal, RuleDetailType.RULES_APPLIED, actor=proposal.applied_by)
            return proposal
        if self.has_four_eyes and proposal.state is not ProposalState.APPROVED:
            raise rules_refused(
                version,
                code="RULES_NOT_APPROVED",
                what="the stage asks for four eyes, and nobody has approved the rules",
                next_step=f"Have somebody else type `claimtrail rules approve {version}`.",
            )
        self._require_passing(proposal)
        applied = proposal.next(state=ProposalState.APPLIED, applied_by=by, applied_at=self.clock())
        return self._stored(applied, RuleDetailType.RULES_APPLIED, actor=by)

    def _require_passing(self, proposal: RuleProposal) -> None:
        results = self.test(proposal)
        failed = [one for one in results if not one.is_passed]
        if failed:
            first = f"{failed[0].name}: {failed[0].differences[0]}"
            raise rules_refused(
                proposal.version,
                code="RULES_CASES_FAILED",
                what=f"{len(failed)} of {len(results)} cases fail, the first one {first}",
                next_step="Correct rules or cases, and propose them as the next version.",
            )
        bare = rules_without_case(results, proposal.rules())
        if bare:
            raise rules_refused(
                proposal.version,
                code="RULES_UNTESTED",
                what=f"no case is decided by: {', '.join(bare)}",
                next_step="Add a case for each rule, and propose them as the next version.",
            )

    def _found(self, version: int) -> RuleProposal:
        proposal = self.store.find(version)
        if proposal is None:
            raise rules_refused(
                version,
                code="RULES_UNKNOWN",
                what="nobody proposed such a version",
                next_step="`claimtrail rules list` has those that were proposed.",
            )
        return proposal

    def _stored(
        self, proposal: RuleProposal, detail_type: RuleDetailType, *, actor: str
    ) -> RuleProposal:
        if not self.store.save(proposal):
            raise ConflictError(proposal_conflict(proposal.version))
        self._publish(proposal, detail_type, actor=actor)
        return proposal

    def _publish(self, proposal: RuleProposal, detail_type: RuleDetailType, *, actor: str) -> None:
        self.publisher.publish([_event(proposal, detail_type, actor=actor)])


def _event(proposal: RuleProposal, detail_type: RuleDetailType, *, actor: str) -> BusEvent:
    rules = proposal.rules()
    subject = f"routing@{proposal.version}"
    instants = {
        RuleDetailType.RULES_PROPOSED: proposal.proposed_at,
        RuleDetailType.RULES_APPROVED: proposal.approved_at,
        RuleDetailType.RULES_APPLIED: proposal.applied_at,
    }
    digest = hashlib.sha256(proposal.rules_text.encode()).hexdigest()
    return BusEvent(
        event_id=derived_id(EVENT_PREFIX, subject, detail_type.value, digest),
        detail_type=detail_type,
        subject_id=subject,
        occurred_at=instants[detail_type] or proposal.proposed_at,
        actor=actor,
        correlation_id=subject,
        rule=subject,
        after=detail_type.value.partition(".")[2],
        detail=_detail(proposal, rules.valid_from.isoformat(), digest, len(rules.rules)),
    )


def _detail(proposal: RuleProposal, valid_from: str, digest: str, count: int) -> dict[str, Any]:
    return {
        "version": proposal.version,
        "valid_from": valid_from,
        "rules": count,
        "sha256": digest,
        "why": proposal.why,
        "proposed_by": proposal.proposed_by,
        "approved_by": proposal.approved_by or None,
    }


def _require_state(proposal: RuleProposal, wanted: ProposalState) -> None:
    if proposal.state is not wanted:
        raise rules_refused(
            proposal.version,
            code="RULES_STATE",
            what=f"the rules are {proposal.state.value} already",
            next_step=f"`claimtrail rules show {proposal.version}` says by whom.",
        )


def require_words(why: str, version: int) -> None:
    """Raise RuleChangeError for words that are none, too long, or like a number of a person."""
    if not why.strip() or len(why) > _MOST_WORDS or _NUMBER.search(why):
        raise rules_refused(
            version,
            code="RULES_WORDS",
            what=f"the reason has up to {_MOST_WORDS} letters, without long numbers or addresses",
            next_step="Say in a sentence why the rules change, without names or numbers.",
        )
