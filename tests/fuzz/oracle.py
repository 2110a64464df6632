"""pyx12's word on a file, set by set: its own `x12n_document`, with the maps kept between calls."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyx12.error_handler
import pyx12.map_if
import pyx12.map_index
import pyx12.params
import pyx12.x12n_document


@dataclass(frozen=True, slots=True)
class OracleSet:
    """One ST as pyx12 saw it."""

    identifier: str
    control_number: str
    accepted: bool
    errors: tuple[str, ...]
    """Such as `SEG 3 REF`, `ELE 7 CLP02`, `ST 4`; no element values."""


@dataclass(frozen=True, slots=True)
class Oracle:
    """The reading of a file by pyx12."""

    sets: tuple[OracleSet, ...]
    raised: str = ""
    """The exception's name when it raised instead of reporting."""
    accepted: bool = False
    """The value that x12n_document returned."""
    envelope_errors: tuple[str, ...] = ()


@cache
def _parameters() -> Any:
    return pyx12.params.ParamsBase()


@cache
def _map(map_file: str) -> Any:
    return _LOAD(map_file, _parameters())


@cache
def _index() -> Any:
    return _INDEX()


_LOAD = pyx12.map_if.load_map_file
_INDEX = pyx12.map_index.map_index
_HANDLER = pyx12.error_handler.err_handler


@contextmanager
def _prepared() -> Iterator[list[Any]]:
    """pyx12 with its maps kept, its log off, and its error tree left behind in the list."""
    handlers: list[Any] = []

    def handler() -> Any:
        handlers.append(_HANDLER())
        return handlers[-1]

    modules: tuple[tuple[Any, str, Any], ...] = (
        (pyx12.map_if, "load_map_file", lambda name, *_: _map(name)),
        (pyx12.map_index, "map_index", lambda *_: _index()),
        (pyx12.error_handler, "err_handler", handler),
    )
    before = [getattr(module, name) for module, name, _ in modules]
    log = logging.getLogger("pyx12")
    off = log.disabled
    children = [
        logger
        for name, logger in logging.root.manager.loggerDict.items()
        if name.startswith("pyx12") and isinstance(logger, logging.Logger)
    ]
    states = [(logger, logger.disabled) for logger in children]
    try:
        log.disabled = True
        for logger in children:
            logger.disabled = True
        for module, name, stand_in in modules:
            setattr(module, name, stand_in)
        yield handlers
    finally:
        for (module, name, _), original in zip(modules, before, strict=True):
            setattr(module, name, original)
        log.disabled = off
        for logger, state in states:
            logger.disabled = state


def ask(data: bytes) -> Oracle:
    """pyx12's word. Whatever it raises is an answer too."""
    raised, accepted = "", False
    with _prepared() as handlers:
        stream = io.TextIOWrapper(io.BytesIO(data), encoding="ascii")
        try:
            accepted = pyx12.x12n_document.x12n_document(_parameters(), stream, None, None)
        except Exception as error:  # noqa: BLE001 - that it raises is what we want to know
            raised = type(error).__name__
    tree = handlers[0]
    sets: list[OracleSet] = []
    envelope: list[str] = []
    for interchange in tree.children:
        above = [*_own("ISA", interchange)]
        for group in interchange.children:
            around = [*above, *_own("GS", group)]
            sets += [_set(item, around) for item in group.children]
            envelope += _own("GS", group)
        envelope += above
    return Oracle(tuple(sets), raised, bool(accepted), tuple(dict.fromkeys(envelope)))


def _set(node: Any, around: list[str]) -> OracleSet:
    errors = [*around, *_own("ST", node)]
    for segment in node.children:
        errors += [f"SEG {error[0]} {segment.seg_id}" for error in segment.errors]
        errors += _elements(segment)
    return OracleSet(
        identifier=node.trn_set_id or "",
        control_number=node.trn_set_control_num or "",
        accepted=not errors,
        errors=tuple(dict.fromkeys(errors)),
    )


def _own(name: str, node: Any) -> list[str]:
    return [*(f"{name} {error[0]}" for error in node.errors), *_elements(node)]


def _elements(node: Any) -> list[str]:
    segment = getattr(node, "seg_id", None) or node.id
    return [
        f"ELE {error[0]} {segment}{element.ele_pos or 0:02}"
        + (f"-{element.subele_pos}" if element.subele_pos else "")
        for element in node.elements
        for error in element.errors
    ]
