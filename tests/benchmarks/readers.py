"""The readers that are measured: each with what it does, on which files, and its command line."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PEERS_PYTHON = ROOT / ".claimtrail" / "bench-peers" / "bin" / "python"
NODE_MODULES = HERE / "node" / "node_modules"

ALL = ("835", "277CA", "837P")
ONE_SET = "835 in one set"
VARIED = ("835 varied", "277CA varied", "837P varied", "837I varied")


class Family(StrEnum):
    """The way in which a reader is drawn and grouped."""

    OURS = "ours"
    PYX12 = "pyx12"
    PEER = "peer"
    FLOOR = "floor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One row of a group."""

    id: str
    name: str
    family: Family
    does: str
    """Its checks: `all`, `some`, `envelope`, `nothing`."""
    kinds: tuple[str, ...]
    command: tuple[str, ...]
    """The file's path is added to it."""
    variant: str = ""
    """The kind of input that stands for an 835 which the reader cannot take."""
    processes: int = 1
    needs: Callable[[], str] = lambda: ""
    """Says what is missing on this machine; empty when all is there."""


def _ours(what: str) -> tuple[str, ...]:
    return (sys.executable, str(HERE / "read_ours.py"), what)


def _floor(what: str) -> tuple[str, ...]:
    return (sys.executable, str(HERE / "read_floors.py"), what)


def _peer(what: str) -> tuple[str, ...]:
    return (str(PEERS_PYTHON), str(HERE / "read_peers.py"), what)


def _peers_missing() -> str:
    return "" if PEERS_PYTHON.exists() else "its environment: make bench-setup"


def _node_missing() -> str:
    return "" if (NODE_MODULES / "node-x12").exists() else "its modules: make bench-setup"


READERS = (
    Reader(
        id="full",
        name="ClaimTrail: read, validate, extract, balance",
        family=Family.OURS,
        does="all",
        kinds=(*ALL, ONE_SET, *VARIED),
        command=_ours("full"),
    ),
    Reader(
        id="unprepared",
        name="ClaimTrail: the same, nothing prepared",
        family=Family.OURS,
        does="all",
        kinds=(*ALL, *VARIED),
        command=_ours("unprepared"),
    ),
    Reader(
        id="two",
        name="ClaimTrail: the same in two processes",
        family=Family.OURS,
        does="all",
        kinds=(*ALL, ONE_SET),
        command=_ours("two"),
        processes=2,
    ),
    Reader(
        id="stream",
        name="ClaimTrail: the same, records streamed",
        family=Family.OURS,
        does="all",
        kinds=(ONE_SET,),
        command=_ours("stream"),
    ),
    Reader(
        id="scan",
        name="ClaimTrail: scan of envelopes",
        family=Family.OURS,
        does="envelope",
        kinds=ALL,
        command=_ours("scan"),
    ),
    Reader(
        id="pyx12",
        name="pyx12 x12n_document",
        family=Family.PYX12,
        does="all",
        kinds=(*ALL, *VARIED),
        command=(sys.executable, str(HERE / "read_pyx12.py"), "document"),
    ),
    Reader(
        id="pyx12-reader",
        name="pyx12 X12Reader",
        family=Family.PEER,
        does="envelope",
        kinds=ALL,
        command=(sys.executable, str(HERE / "read_pyx12.py"), "envelope"),
    ),
    Reader(
        id="linuxforhealth",
        name="linuxforhealth-x12 models",
        family=Family.PEER,
        does="some",
        kinds=("835",),
        command=_peer("linuxforhealth"),
        variant="835 without PER",
        needs=_peers_missing,
    ),
    Reader(
        id="linuxforhealth-segments",
        name="linuxforhealth-x12 segments",
        family=Family.PEER,
        does="nothing",
        kinds=ALL,
        command=_peer("linuxforhealth-segments"),
        needs=_peers_missing,
    ),
    Reader(
        id="edi-835",
        name="edi-835-parser",
        family=Family.PEER,
        does="nothing",
        kinds=("835",),
        command=_peer("edi-835"),
        variant="835 with numeric N104",
        needs=_peers_missing,
    ),
    Reader(
        id="node-x12",
        name="node-x12 stream",
        family=Family.PEER,
        does="nothing",
        kinds=ALL,
        command=("node", str(HERE / "node" / "read.mjs")),
        needs=_node_missing,
    ),
    Reader(
        id="elements",
        name="Python: split segments and elements",
        family=Family.FLOOR,
        does="nothing",
        kinds=ALL,
        command=_floor("elements"),
    ),
    Reader(
        id="segments",
        name="Python: loop over segments",
        family=Family.FLOOR,
        does="nothing",
        kinds=ALL,
        command=_floor("segments"),
    ),
    Reader(
        id="split",
        name="Python: split on the terminator in blocks",
        family=Family.FLOOR,
        does="nothing",
        kinds=ALL,
        command=_floor("split"),
    ),
    Reader(
        id="bytes",
        name="Python: read the bytes",
        family=Family.FLOOR,
        does="nothing",
        kinds=ALL,
        command=_floor("bytes"),
    ),
)
