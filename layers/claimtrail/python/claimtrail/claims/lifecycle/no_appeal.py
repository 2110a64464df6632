"""Denials that the payer lets nobody appeal: the remark codes that say so, and what is left.

Pure, line by line: a remark of one line says nothing about another. MA01 and MA02 say that a
decision may be appealed: they need no row.
"""

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

from claimtrail.claims.lifecycle.action_model import ActionRule, DeadlineKind
from claimtrail.claims.lifecycle.denied_parts import DeniedPart

UNPROCESSABLE = "MA130"
"""The remark that takes no appeal because a corrected claim is to come."""
NO_APPEAL = ("N211", UNPROCESSABLE)
"""The remark codes (RARC) of that meaning, the one that leaves least first."""

_WITHOUT = "the payer takes no appeal of this decision ({remark})"
BY_GROUP: MappingProxyType[str, str] = MappingProxyType(
    {
        "CO": f"Write the balance off: {_WITHOUT}, and group code CO leaves it with us. Do not "
        "bill the patient or the payer again.",
        "PR": f"Bill the patient: {_WITHOUT}, and group code PR makes the patient owe it. Do not "
        "bill again.",
    }
)
"""By group code: the way that is left where an appeal was the only one."""
_OTHER_GROUP = (
    f"Ask the payer who bears the amount: {_WITHOUT}. Bill the patient only if the payer says so; "
    "else write the balance off. Do not bill again."
)
CORRECTED = (
    "Correct what the codes name, and send the corrected claim: the payer could not process this "
    "one, so that there is nothing to appeal ({remark})."
)
SEVERAL = "Check which line the remark is about: the claim has several denial codes. Of that line: "
"""Before the way that is left of a claim whose lines were not kept: an earlier version wrote it."""
OTHER_WAYS: MappingProxyType[str, str] = MappingProxyType(
    {
        "carc-97": "Check whether the service is paid within another one, and adjust it off: "
        f"{_WITHOUT}. Do not bill again.",
        "denied-authorization": "Find the authorization number, or ask for one after the service, "
        "and send a replacement claim (frequency code 7) with the payer's claim number; "
        f"{_WITHOUT}.",
        "denied-not-covered": "Check the benefit, and whether the patient agreed in writing to "
        f"pay. Bill the patient if so; else adjust it off: {_WITHOUT}.",
        "denied-without-reason": "Get the 835 or the reason codes of the denial from the payer; "
        f"then correct the claim, or write the balance off: {_WITHOUT}.",
        "payment-taken-back": "Find out why the payer took its payment back and whether a new "
        f"decision follows; then correct the claim, or write the balance off: {_WITHOUT}.",
        "final-without-payment": "Check the adjustment reasons against the contract, and adjust "
        f"the claim off: {_WITHOUT}.",
    }
)
"""By rule: what is left where an appeal was one way of several."""


class DeniedClaim(Protocol):
    """The part of a claim that says what is denied, and what its payer takes no appeal of."""

    @property
    def denial_codes(self) -> tuple[str, ...]: ...  # noqa: D102 - as Claim has them, here and below
    @property
    def denial_remark_codes(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def denied_parts(self) -> tuple[DeniedPart, ...]: ...  # noqa: D102


def refusing_remark(remarks: Iterable[str]) -> str:
    """Return the remark code by which the payer takes no appeal; empty where none does."""
    said = frozenset(remarks)
    return next((code for code in NO_APPEAL if code in said), "")


def refusal_of(claim: DeniedClaim) -> str:
    """Return the remark code by which the payer takes no appeal of anything that it denied.

    Empty where one line at least may be appealed. A claim without its parts is judged as a whole.
    """
    parts = claim.denied_parts
    if not all(refusing_remark(part.remark_codes) for part in parts):
        return ""
    said = [code for part in parts for code in part.remark_codes]
    return refusing_remark(said if parts else claim.denial_remark_codes)


def closed_parts(claim: DeniedClaim) -> tuple[DeniedPart, ...]:
    """Return the parts that nobody may appeal, of a claim that may be appealed for others."""
    closed = tuple(part for part in claim.denied_parts if refusing_remark(part.remark_codes))
    return closed if len(closed) < len(claim.denied_parts) else ()


def codes_left(claim: DeniedClaim) -> tuple[str, ...]:
    """Return the denial codes that decide: without those of closed parts, where others are left."""
    closed = closed_parts(claim)
    if not closed:
        return claim.denial_codes
    left = (part.codes for part in claim.denied_parts if part not in closed)
    return tuple(sorted({code for codes in left for code in codes}))


def allowed(row: ActionRule, code: str, remark: str, *, has_others: bool = False) -> ActionRule:
    """Return the row as the remark leaves it: where no appeal is taken, none is advised.

    `code` is the denial code that chose the row: its group code says who bears the amount.
    `has_others` is true of a claim with other denial codes of unknown lines: the remark may be
    about those.
    """
    if not remark or not _leans_on_appeal(row):
        return row
    is_advice = "appeal" in row.action.casefold()
    return replace(
        row,
        name=f"{row.name}-no-appeal",
        action=_way(row, code, remark, has_others=has_others) if is_advice else row.action,
        clocks=_clocks(row),
        may_appeal=False,
    )


def beside(row: ActionRule, closed: Iterable[tuple[str, str]]) -> ActionRule:
    """Return the row, with what is left of each closed part: its code and the words."""
    ways = " ".join(f"Of the line denied by {code}: {way}" for code, way in closed)
    if not ways:
        return row
    return replace(row, name=f"{row.name}-line-no-appeal", action=f"{row.action} {ways}")


def _leans_on_appeal(row: ActionRule) -> bool:
    return row.may_appeal or DeadlineKind.APPEAL in row.clocks


def _clocks(row: ActionRule) -> tuple[DeadlineKind, ...]:
    return tuple(clock for clock in row.clocks if clock is not DeadlineKind.APPEAL)


def _way(row: ActionRule, code: str, remark: str, *, has_others: bool) -> str:
    group = code.partition("-")[0]
    usual = OTHER_WAYS.get(row.name) or BY_GROUP.get(group, _OTHER_GROUP)
    way = CORRECTED if remark == UNPROCESSABLE else usual
    return (SEVERAL if has_others else "") + way.format(remark=remark)
