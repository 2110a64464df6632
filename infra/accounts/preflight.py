"""The preflight: every rule, one after another, each with a result of its own."""

from collections.abc import Callable, Iterator
from typing import NoReturn, cast

from infra.accounts.checks import Check, Context, Result, Rule
from infra.accounts.ports import AccountReader, CannotReadError
from infra.accounts.rules import account, front, quotas, settings, versions

RULES: tuple[Rule, ...] = (
    *versions.RULES,
    *account.RULES,
    *settings.RULES,
    *front.RULES,
    *quotas.RULES,
)


NO_CREDENTIALS = "not asked: no credentials that AWS accepted"
NOT_THE_STAGES = "not asked, as the account is not the stage's"


def examine(context: Context, reader: AccountReader) -> Iterator[Check]:
    """Judge a stage and its account; a question that is not answered ends nothing.

    Once the credentials turn out to be another account's, or nobody's, the account is asked nothing
    more; what needs no answer of it is judged all the same.
    """
    for rule in RULES:
        check = _checked(rule, context, reader)
        if rule is account.ACCOUNT and check.result is Result.FAILED:
            is_nobody = check.next_step == account.LOG_IN
            reader = cast("AccountReader", _Closed(NO_CREDENTIALS if is_nobody else NOT_THE_STAGES))
        yield check


class _Closed:
    """An account of which every question stays open, for one reason."""

    def __init__(self, why: str) -> None:
        self._why = why

    def in_region(self, _: str) -> "_Closed":
        return self

    def __getattr__(self, _: str) -> Callable[..., NoReturn]:
        def refuse(*_: object) -> NoReturn:
            raise CannotReadError("", self._why)

        return refuse


def _checked(rule: Rule, context: Context, reader: AccountReader) -> Check:
    if context.is_local and rule.on_laptop:
        return Check(rule.name, Result.NOT_APPLICABLE, rule.on_laptop)
    try:
        verdict = rule.judge(context, rule.ask(reader, context))
    except CannotReadError as error:
        if rule is account.ACCOUNT:
            return Check(rule.name, Result.FAILED, error.why, account.LOG_IN)
        return Check(rule.name, Result.UNKNOWN, error.why, _way_to(error.action))
    return Check(rule.name, verdict.result, verdict.found, verdict.next_step)


def _way_to(action: str) -> str:
    return f"Allow this role `{action}`, or have somebody check who may." if action else ""
