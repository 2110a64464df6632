"""A set of rules with one of them at another place: the file as a person would write it."""

import re
import tomllib
from datetime import UTC, datetime

from claimtrail.kernel.errors import ConfigurationError
from claimtrail.tickets.routing.rule_files import invalid, rules_of

_RULE = "[[rule]]"
_COMMENT = "#"
_VERSION = re.compile(r"^version[ \t]*=.*", re.MULTILINE)
_VALID_FROM = re.compile(r"^valid_from[ \t]*=.*", re.MULTILINE)
WHERE = "the rules in their new order"


def reordered(text: str, rule: str, *, before: str, version: int, at: datetime) -> str:
    """Return the file with a rule before another one, as the next version from an instant on.

    `before`: the name of a rule; empty: after all others. Comments above a rule go with it. Raises
    ConfigurationError for a rule that is not there, for an order in which a rule can never match,
    and for a file that cannot be taken apart.
    """
    names = [str(one.get("name", "")) for one in tomllib.loads(text).get("rule", ())]
    head, blocks = _parts(text)
    if len(blocks) != len(names) or rule not in names or (before and before not in names):
        raise invalid(WHERE, "the file has no such rule, or its rules cannot be told apart")
    own = blocks[names.index(rule)]
    rest = [(name, one) for name, one in zip(names, blocks, strict=True) if name != rule]
    place = next((n for n, (name, _) in enumerate(rest) if name == before), len(rest))
    ordered = [*(one for _, one in rest[:place]), own, *(one for _, one in rest[place:])]
    written = "\n\n".join(one.strip() for one in (_dated(head, version, at), *ordered)) + "\n"
    _require_same(text, written)
    return written


def _parts(text: str) -> tuple[str, list[str]]:
    """Return what stands before the first rule, and each rule with the comments above it."""
    lines = text.splitlines()
    starts = []
    for number, line in enumerate(lines):
        if line.strip() == _RULE:
            start = number
            while start and lines[start - 1].lstrip().startswith(_COMMENT):
                start -= 1
            starts.append(start)
    ends = [*starts[1:], len(lines)]
    blocks = ["\n".join(lines[a:b]) for a, b in zip(starts, ends, strict=True)]
    return "\n".join(lines[: starts[0] if starts else len(lines)]), blocks


def _dated(head: str, version: int, at: datetime) -> str:
    instant = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return _VALID_FROM.sub(
        f"valid_from = {instant}", _VERSION.sub(f"version = {version}", head, count=1), count=1
    )


def _require_same(text: str, written: str) -> None:
    """Raise ConfigurationError unless both files have the same rules, whatever their order."""
    before, after = (rules_of(one, where=WHERE).rules for one in (text, written))
    if sorted(before, key=lambda one: one.name) != sorted(after, key=lambda one: one.name):
        raise ConfigurationError(invalid(WHERE, "its rules cannot be told apart").explanation)
