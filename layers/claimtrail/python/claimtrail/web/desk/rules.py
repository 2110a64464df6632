"""The page of rules: what decides, what would, and the way of another set into force.

A set is tested by its table of cases before anybody proposes it, and again before it applies.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from types import MappingProxyType

from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation
from claimtrail.tickets.routing.cases import CaseResult, cases_of, rules_without_case, run_cases
from claimtrail.tickets.routing.diffs import RuleDifference, differences, preview
from claimtrail.tickets.routing.orders import reordered
from claimtrail.tickets.routing.proposals import ProposalState, RuleProposal
from claimtrail.tickets.routing.rule_files import rules_of
from claimtrail.web.core.errors import missing
from claimtrail.web.core.forms import ActionForm, FormField, typed_in
from claimtrail.web.core.query import is_number
from claimtrail.web.core.replies import DataReply, PageReply, RedirectReply, Reply
from claimtrail.web.core.requests import PageRequest
from claimtrail.web.desk.rights import APPROVE_RULES, CHANGE_RULES
from claimtrail.web.desk.rule_views import (
    RuleSetRow,
    deciding_files,
    deciding_rules,
    escalation_rows,
    routing_rows,
    rule_sets,
    tickets_seen,
    wanted_rules,
)
from claimtrail.web.desk.tables import rows_csv, rows_json

PATH = "/desk/rules"
NAME = "rules"
RULES, CASES, WHY, DONE = "rules", "cases", "why", "done"
RULE, BEFORE = "rule", "before"
MOST_FILE = 30_000
"""Letters of a file by the page; both files are a form of 64 KiB at most."""
_NEXT_STEPS: Mapping[str, str] = MappingProxyType(
    {
        "RULES_OWN_APPROVAL": "Have somebody else approve them on this page.",
        "RULES_NOT_APPROVED": "Have somebody else approve them on this page.",
        "RULES_STATE": "The list of versions says by whom.",
        "RULES_UNKNOWN": "The list of versions has those that were proposed.",
    }
)
"""By the code of a refusal, in place of a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedRules:
    """The result of a set of rules on a table of cases, and what it would change."""

    version: int
    results: tuple[CaseResult, ...]
    bare: tuple[str, ...]
    """Rules that decide about no case."""
    differences: tuple[RuleDifference, ...]
    """To the set that decides now."""
    moves: int
    """Open tickets that would go elsewhere, of those that the person may see."""

    @property
    def failed(self) -> int:
        """Return how many cases differ."""
        return sum(not one.is_passed for one in self.results)


def show_rules(request: PageRequest) -> Reply:
    """Show the rules. Raises BadRequestError for a version that nobody proposed."""
    return _page(request)


def rules_json(request: PageRequest) -> DataReply:
    """Return the rules of a version as JSON. Raises as `show_rules`."""
    rules = wanted_rules(request)
    rows = routing_rows(rules, tickets_seen(request))
    return rows_json(NAME, rows, version=rules.version, valid_from=rules.valid_from.isoformat())


def rules_csv(request: PageRequest) -> DataReply:
    """Return the rules of a version as CSV. Raises as `show_rules`."""
    return rows_csv(NAME, routing_rows(wanted_rules(request), tickets_seen(request)))


def try_rules(request: PageRequest) -> Reply:
    """Show what a file of rules says of a table of cases; nothing is stored."""
    return _answered(request, (_file(RULES), _file(CASES)), lambda: _page(request, _test(request)))


def reorder_rules(request: PageRequest) -> Reply:
    """Write the deciding set with one rule at another place into the form, tested by its cases.

    Nothing is stored: the person proposes it then, as any other set.
    """
    fields = _order_fields(request)

    def reorder() -> Reply:
        rules_text, cases_text = deciding_files(request)
        changed = reordered(
            rules_text,
            request.form.first(RULE),
            before=request.form.first(BEFORE),
            version=request.stores.desk.rules.next_version(),
            at=request.now,
        )
        form = request.form.replaced(**{RULES: changed, CASES: cases_text or None})
        filled = replace(request, form=form)
        return _page(filled, _test(filled) if cases_text else None)

    return _answered(request, fields, reorder)


def _order_fields(request: PageRequest) -> tuple[FormField, ...]:
    names = tuple((one.name, one.name) for one in deciding_rules(request).rules)
    return (
        FormField(name=RULE, label="Rule", kind="choice", choices=names),
        FormField(
            name=BEFORE,
            label="Before",
            kind="choice",
            choices=names,
            is_required=False,
            hint="Left empty: after all others.",
        ),
    )


def propose_rules(request: PageRequest) -> Reply:
    """Store a file of rules with its table of cases, as the person's proposal."""
    fields = (_file(RULES), _file(CASES), FormField(name=WHY, label="Why", kind="words"))

    def propose() -> Reply:
        form = request.form
        proposal = request.stores.desk.rules.propose(
            form.first(RULES), form.first(CASES), by=_actor(request), why=form.first(WHY)
        )
        return _back(proposal.version)

    return _answered(request, fields, propose)


def approve_rules(request: PageRequest) -> Reply:
    """Approve a proposal, of somebody else where the stage asks for four eyes."""
    return _stepped(request, request.stores.desk.rules.approve)


def apply_rules(request: PageRequest) -> Reply:
    """Bring a set of rules into force."""
    return _stepped(request, request.stores.desk.rules.apply)


def _stepped(request: PageRequest, step: Callable[..., RuleProposal]) -> Reply:
    number = request.arguments[0]
    if not is_number(number):
        raise missing("version of the rules")

    def take() -> Reply:
        return _back(step(int(number), by=_actor(request)).version)

    return _answered(request, (), take)


def _answered(
    request: PageRequest, fields: tuple[FormField, ...], act: Callable[[], Reply]
) -> Reply:
    """Return the reply of a form; one that cannot be taken is shown again with its reason."""
    try:
        typed_in(request.form, fields)
        return act()
    except ConflictError:
        raise
    except ClaimTrailError as error:
        reply = _page(request, refused=_said(error))
        return replace(reply, status=HTTPStatus.BAD_REQUEST)


def _said(error: ClaimTrailError) -> Explanation:
    said = error.explanation
    step = _NEXT_STEPS.get(said.code, said.next_step)
    return Explanation(code=said.code, what=said.what, where=said.where, next_step=step)


def _test(request: PageRequest) -> TestedRules:
    deciding = deciding_rules(request)
    text = request.form.first(RULES)
    rules = rules_of(text, where="the rules") if text.strip() else deciding
    results = run_cases(cases_of(request.form.first(CASES), where="the cases"), rules)
    tickets = [one for one in tickets_seen(request) if one.is_open]
    return TestedRules(
        version=rules.version,
        results=tuple(results),
        bare=tuple(rules_without_case(results, rules)),
        differences=tuple(differences(deciding, rules)),
        moves=len(preview(tickets, rules).moves),
    )


def _page(
    request: PageRequest,
    tested: TestedRules | None = None,
    *,
    refused: Explanation | None = None,
) -> PageReply:
    rules, tickets, sets = wanted_rules(request), tickets_seen(request), rule_sets(request)
    changes, done = request.stores.desk.rules, request.query.first(DONE)
    return PageReply(
        template="rules.html",
        title="Rules of tickets",
        view={
            "sets": sets,
            "rules": rules,
            "rows": routing_rows(rules, tickets),
            "escalations": escalation_rows(tickets),
            "steps": {one.version: _steps(request, one) for one in sets},
            "may_change": CHANGE_RULES.is_held(request),
            "order_form": ActionForm(
                name="order",
                title="Change the order",
                button="Write the file",
                action=f"{PATH}/order",
                fields=_order_fields(request),
                intro="The set that decides now, with one rule at another place. It is written "
                "into the form below, to be tested and proposed.",
            ),
            "has_four_eyes": changes.has_four_eyes,
            "next_version": changes.next_version(),
            "tested": tested,
            "refused": refused,
            "done": next((one for one in sets if str(one.version) == done), None),
            "typed": {name: request.form.first(name) for name in (RULES, CASES, WHY)},
            "most_file": MOST_FILE,
        },
    )


def _steps(request: PageRequest, row: RuleSetRow) -> tuple[str, ...]:
    """Return the steps that the person may take with a set now."""
    changes = request.stores.desk.rules
    is_own = row.proposed_by == _actor(request)
    steps: tuple[str, ...] = ()
    if row.state == ProposalState.APPROVED.value:
        steps = ("apply",)
    elif row.state == ProposalState.PROPOSED.value and not changes.has_four_eyes:
        steps = ("approve", "apply")
    elif row.state == ProposalState.PROPOSED.value and not is_own:
        steps = ("approve",)
    return tuple(one for one in steps if _RIGHTS[one].is_held(request))


_RIGHTS = {"approve": APPROVE_RULES, "apply": CHANGE_RULES}
"""By step."""


def _file(name: str) -> FormField:
    return FormField(
        name=name,
        label=name.capitalize(),
        kind="words",
        is_required=name == CASES,
        most_letters=MOST_FILE,
    )


def _back(version: int) -> RedirectReply:
    return RedirectReply(location=f"{PATH}?version={version}&{DONE}={version}")


def _actor(request: PageRequest) -> str:
    return f"user:{request.person.id}"
