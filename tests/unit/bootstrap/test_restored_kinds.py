"""A table is known to be a restored one of ours by the kinds of its first items."""

import pkgutil
import re
from importlib import import_module

import pytest

from claimtrail import aws
from claimtrail.bootstrap import recovery
from claimtrail.kernel.retention import Store

_KEY = re.compile(r"(?:^|(?<!_)pk=)([a-z_]+)#<", re.MULTILINE)
"""A partition key as docstrings of `aws` name it."""


class Tables:
    """A DynamoDB with one table of one page."""

    def __init__(self, *partitions: str) -> None:
        self.items = [{"pk": {"S": each}, "sk": {"S": "s"}} for each in partitions]

    def scan(self, **_: object) -> dict[str, object]:
        return {"Items": self.items}


def found(monkeypatch: pytest.MonkeyPatch, store: Store, *partitions: str) -> tuple[str, ...]:
    monkeypatch.setattr(recovery, "client", lambda _: Tables(*partitions))
    return recovery.foreign_kinds(store, "restored")


@pytest.mark.parametrize("store", list(recovery.PLANS))
def test_a_table_takes_its_own_kinds_and_an_empty_one_and_no_kinds_of_the_others(
    monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    for other, plan in recovery.PLANS.items():
        kinds = found(monkeypatch, store, *(f"{kind}#1" for kind in plan.kinds))
        assert kinds == (() if other is store else tuple(sorted(plan.kinds)))
    assert found(monkeypatch, store) == ()


def test_kinds_of_an_earlier_version_among_our_own_do_not_stop_a_restore(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert found(monkeypatch, Store.TICKET_TABLE, "former#1", "ticket#1") == ()


def test_keys_of_a_table_that_is_none_of_ours_are_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds = found(monkeypatch, Store.TICKET_TABLE, "EMBERLY, ROSE", "claim#1")
    assert kinds == ("claim", recovery.OTHERS)


def test_every_kind_that_an_adapter_names_is_a_tables() -> None:
    known = {kind for plan in recovery.PLANS.values() for kind in plan.kinds}
    named = set[str]()
    for module in pkgutil.walk_packages(aws.__path__, "claimtrail.aws."):
        named.update(_KEY.findall(import_module(module.name).__doc__ or ""))
    assert {"claim", "incident", "ticket", "payment"} <= named
    assert named <= known
