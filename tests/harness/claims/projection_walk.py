"""The files of the package that one event's projection enters, in their order."""

import ast
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from claimtrail.claims.facts.events import ClaimEvent
from claimtrail.claims.projection.projector import Projector
from tests.harness.claims.claim_events import INFERRING, NOW
from tests.harness.claims.projecting import Never, item_of
from tests.twins.claims import MemoryClaimStore

PACKAGE = Path(__file__).parents[3] / "layers" / "claimtrail" / "python"

Walk = Mapping[str, tuple[str, ...]]
"""A file of the package to the functions that were called in it, each in the order of its entry."""


def projection_walk(event: ClaimEvent, before: Iterable[ClaimEvent] = ()) -> Walk:
    """The walk of an event of the stream that follows others of its claim, on the twins."""
    store = MemoryClaimStore()
    projector = Projector(store=store, reader=store, policy=lambda _: INFERRING, clock=lambda: NOW)
    for earlier in before:
        store.append_events([earlier])
        projector.take_items([item_of(earlier)], deferral=Never())
    store.append_events([event])
    item = item_of(event)
    return entered(lambda: projector.take_items([item], deferral=Never()))


def entered(run: Callable[[], object]) -> Walk:
    """The files and functions that a call enters."""
    found: dict[str, dict[str, None]] = {}

    def note(frame: FrameType, event: str, _: Any) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and PACKAGE in path.parents:
            name = path.relative_to(PACKAGE).as_posix()
            found.setdefault(name, {})[frame.f_code.co_name] = None

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(before)
    return {
        name: tuple(function for function in functions if not function.startswith("<"))
        for name, functions in found.items()
    }


def purpose(name: str) -> str:
    """The first sentence of the file's docstring."""
    tree = ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
    text = (ast.get_docstring(tree) or "").partition("\n\n")[0].replace("\n", " ")
    return text.partition(". ")[0].removesuffix(".")
