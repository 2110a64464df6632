"""Given what the nouns declare, the registry has all of it, and no name means two things."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import claimtrail
from claimtrail.analytics import datasets
from claimtrail.analytics.saved import saved_queries
from claimtrail.aws.core.dynamo.tables import Index
from claimtrail.bootstrap.registry import detail_types, indexes, log_events, outputs, retention
from claimtrail.bootstrap.registry.actors import ACTOR_WORDS, actor_words
from claimtrail.incidents.causes import SUBSCRIBED_EVENTS
from claimtrail.kernel.bus import DetailType
from claimtrail.kernel.log_events import LogEvent
from claimtrail.kernel.outputs import StackOutput
from claimtrail.kernel.retention import DataClass, Store
from claimtrail.trail.access_log import Action
from claimtrail.trail.datasets.dataset import Dataset
from infra.functions.registry import declared_functions

PACKAGE = Path(claimtrail.__file__).parent
DOCS = Path(__file__).parents[3] / "docs"
REGISTRIES = ("claimtrail.bootstrap.", "claimtrail.analytics.datasets")
DECLARING = ("detail_types.py", "log_events.py", "outputs.py", "retention.py")


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of the package, imported."""
    found = pkgutil.walk_packages([str(PACKAGE)], prefix="claimtrail.")
    return tuple(importlib.import_module(module.name) for module in found)


def declared_in_rooms(kind: type) -> Iterator[object]:
    """Yield the values of a kind in the rooms' modules, alone or in tuples; without registries."""
    for module in modules():
        if not module.__name__.startswith(REGISTRIES):
            for value in vars(module).values():
                parts = value if isinstance(value, tuple) else (value,)
                yield from (part for part in parts if isinstance(part, kind))


def assert_unique(names: Iterable[str]) -> None:
    listed = list(names)
    assert sorted(listed) == sorted(set(listed))


@pytest.mark.parametrize(
    ("base", "collected"),
    [
        (DetailType, detail_types.DECLARED),
        (LogEvent, log_events.DECLARED),
        (StackOutput, outputs.DECLARED),
    ],
    ids=["detail types", "log events", "outputs"],
)
def test_every_noun_that_declares_names_is_collected(
    base: type[DetailType | LogEvent | StackOutput], collected: tuple[type, ...]
) -> None:
    assert modules()
    assert set(base.__subclasses__()) == set(collected)


@pytest.mark.parametrize(
    ("kind", "collected"),
    [(Index, indexes.DECLARED), (DataClass, retention.DECLARED), (Dataset, datasets.DECLARED)],
    ids=["indexes", "classes of data", "datasets"],
)
def test_every_noun_that_declares_a_value_is_collected(
    kind: type, collected: tuple[object, ...]
) -> None:
    declared = list(declared_in_rooms(kind))
    assert {id(one) for one in declared} == {id(one) for one in collected}


def test_a_name_is_declared_once() -> None:
    assert_unique(one.value for declared in detail_types.DECLARED for one in declared)
    assert_unique(one.value for declared in log_events.DECLARED for one in declared)
    assert_unique(one.metric for one in log_events.LOG_EVENTS.values() if one.metric)
    assert_unique(one.value for declared in outputs.DECLARED for one in declared)
    assert_unique(f"{one.table} {one.name}" for one in indexes.DECLARED)
    assert_unique(one.name for one in retention.DECLARED)
    assert_unique(one.name for one in datasets.DECLARED)


def test_every_store_has_a_class_of_data() -> None:
    assert {one.store for one in retention.RETENTION} == set(Store)


def test_event_types_are_a_noun_and_a_past() -> None:
    assert [name for name in detail_types.DETAIL_TYPES if not re.fullmatch(r"\w+\.\w+", name)] == []


def test_every_log_event_is_logged() -> None:
    folders = (PACKAGE / "aws", PACKAGE.parents[3] / "functions")
    text = "".join(path.read_text("utf-8") for each in folders for path in each.rglob("*.py"))
    members = [one for declared in log_events.DECLARED for one in declared]
    assert [one for one in members if f"{type(one).__name__}.{one.name}" not in text] == []


def test_declarations_need_the_kernel_alone() -> None:
    # So that a function which needs all names does not import all rooms.
    for path in (path for name in DECLARING for path in PACKAGE.rglob(name)):
        if {"registry", "kernel", "cli"}.isdisjoint(path.parts):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
            assert all(str(name).startswith("claimtrail.kernel.") for name in imported), path


def test_a_column_is_masked_alike_in_every_masked_table() -> None:
    masks = {
        (column.name, column.mask)
        for dataset in datasets.DECLARED
        if dataset.masked
        for column in dataset.columns
    }
    assert_unique(name for name, _ in masks)


def test_incidents_hear_of_registered_events_alone() -> None:
    assert set(SUBSCRIBED_EVENTS) <= set(detail_types.DETAIL_TYPES)


def test_saved_queries_ask_for_registered_events_alone() -> None:
    asked = {
        name
        for query in saved_queries()
        for name in re.findall(r"detail_type = '([^']+)'", query.sql)
    }
    assert "escalation.started" in asked
    assert asked <= set(detail_types.DETAIL_TYPES)


def test_pages_name_registered_events_alone() -> None:
    nouns = {name.partition(".")[0] for name in detail_types.DETAIL_TYPES}
    event = re.compile(rf"[`\"]((?:{'|'.join(nouns)})\.[a-z_]+)[`\"]")
    named = {name for page in DOCS.glob("*.md") for name in event.findall(page.read_text("utf-8"))}
    assert "claims.status_changed" in named
    functions = {one.module for one in declared_functions()}
    assert named <= {*detail_types.DETAIL_TYPES, *Action, *functions}


def test_each_function_that_acts_has_words_for_people() -> None:
    functions = {one.module.rpartition(".")[2] for one in declared_functions()}
    sources = (path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    named = {name for text in sources for name in re.findall(r"\"system:([a-z_]+)\"", text)}

    assert named > {"start_escalations", "scim"}
    assert set(ACTOR_WORDS) == functions | named
    assert actor_words("system:start_escalations") == "ClaimTrail: overdue claims"
    assert actor_words("user:ann") == "user:ann"
