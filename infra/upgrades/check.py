"""The check of an upgrade: every rule over two releases of a stage."""

from collections.abc import Callable, Iterator

from infra.upgrades.behavior import Behaviors
from infra.upgrades.changes import Changes
from infra.upgrades.model import Finding, Release, Upgrade
from infra.upgrades.rules import indexes, references, resources, stacks, stateful

Rule = Callable[[Changes], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    stateful.replaced,
    stateful.unchangeable,
    stateful.removed,
    stateful.unprotected,
    resources.retyped,
    resources.name_taken,
    references.locked,
    references.taken_away,
    references.unseen,
    references.missing,
    indexes.several,
    indexes.redefined,
    stacks.vanished,
    stacks.circular,
    stacks.reordered,
    stacks.too_large,
)


def findings(old: Release, new: Release, behaviors: Behaviors) -> tuple[Finding, ...]:
    """Return what speaks against deploying the new release over the old one, sorted."""
    changes = Changes(Upgrade(old, new), behaviors)
    return tuple(sorted({finding for rule in RULES for finding in rule(changes)}))
