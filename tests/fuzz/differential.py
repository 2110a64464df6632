"""Ours against pyx12, set by set: the same verdict, or a difference that docs lists with a reason.

`python -m tests.fuzz.differential --mutations 50000 --seed 1 --samples FOLDER` runs the whole
comparison; the tests run a bounded part of it.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.rules import Rules
from claimtrail.x12.model.source import MemorySource
from claimtrail.x12.read.api import read_set
from tests.fuzz.corpus import generated_files
from tests.fuzz.mutations import mutate
from tests.fuzz.oracle import Oracle, OracleSet, ask

LIST = Path(__file__).parents[2] / "docs" / "x12-differences.md"
_EMPTY = "X12_SEGMENT_EMPTY"
_UNKNOWN = "X12_CODE_UNKNOWN"
_NEWER = "X12_CODE_NEWER"
_CUT_SHORT = "ISA 023"
"""pyx12 ends at an empty segment, and then misses the trailers."""
LARGEST_MUTATED = 64_000
"""Bytes of a sample that is damaged too: pyx12 takes seconds for a larger one, each time."""
PYX12_RULES = Rules.of(
    {
        FindingCode.TRAILING_SEPARATOR: Severity.SET,
        FindingCode.VALUE_PADDED: Severity.SET,
        FindingCode.ELEMENT_NOT_USED: Severity.SET,
        FindingCode.GROUP_ADDRESS: Severity.GROUP,
        FindingCode.TERMINATOR_MISSING: Severity.INTERCHANGE,
    }
)
"""Codes that pyx12 takes strictly; its lists are old and undated, and ours tolerate there."""
REFUSES, ACCEPTS, BREAKS = "ours refuses", "ours accepts", "pyx12 breaks off"
OURS, BOTH, PYX12 = "ours", "both", "pyx12"
"""The side that is right, in a row of the list."""


@dataclass(frozen=True, slots=True)
class OurSet:
    """One set as ours saw it."""

    identifier: str
    control_number: str
    accepted: bool
    """True if nothing but warnings is said of it: a fault of a claim or of a value counts too, for
    pyx12 knows no reach and refuses the set for any fault."""
    refusing: tuple[str, ...]
    """Codes of the faults of the set, its group or its interchange."""
    noted: tuple[str, ...]
    """Codes of its warnings, and of the file's."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Our reading of a file."""

    sets: tuple[OurSet, ...]
    refusing: tuple[str, ...]
    """Codes of findings that refuse an interchange or a group."""
    noted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A set, or a file, on which the two do not agree."""

    kind: str
    """REFUSES, ACCEPTS or BREAKS."""
    signs: tuple[str, ...]
    """The statements of either: finding codes of ours, errors or the exception of pyx12."""
    set_type: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of docs/x12-differences.md."""

    kind: str
    signs: frozenset[str]
    reason: str
    right: str
    """OURS, or BOTH when the source allows both readings; PYX12 is a fault of ours."""
    source: str


def read_ours(data: bytes) -> Ours:
    """Ours, through the entry points that the functions use, reading as pyx12 does."""
    source = MemorySource(data)
    scan = scan_envelopes(source, PYX12_RULES)
    readable = {header.span for header in scan.readable_sets()}
    around = [item for item in scan.findings if item.severity is not Severity.WARNING]
    noted = tuple(item.code for item in scan.findings if item.severity is Severity.WARNING)
    sets = []
    for header in scan.sets:
        result = read_set(source, header)
        own = [item.code for item in result.findings if item.severity is not Severity.WARNING]
        spans = (header.interchange.span, header.group.span)
        above = [
            item.code
            for item in around
            if any(span.start <= item.offset < span.end for span in spans)
        ]
        sets.append(
            OurSet(
                identifier=header.identifier,
                control_number=header.control_number,
                accepted=header.span in readable and not own,
                refusing=tuple(
                    dict.fromkeys((*own, *(above if header.span not in readable else ())))
                ),
                noted=(
                    *(i.code for i in result.findings if i.severity is Severity.WARNING),
                    *noted,
                ),
            )
        )
    return Ours(tuple(sets), tuple(dict.fromkeys(item.code for item in around)), noted)


def compare(ours: Ours, theirs: Oracle) -> Iterator[Difference]:
    """The differences on one file, listed or not."""
    if theirs.raised or not theirs.sets:
        yield from _without_sets(ours, theirs)
        return
    if _EMPTY in _notes(ours) and _CUT_SHORT in theirs.envelope_errors:
        if any(item.accepted for item in ours.sets):
            yield Difference(BREAKS, (_EMPTY,))
        return
    yield from _pairs(ours, theirs)


def _without_sets(ours: Ours, theirs: Oracle) -> Iterator[Difference]:
    """pyx12 raised, or saw no set: a TA1 alone, or nothing that it knows."""
    refused = bool(ours.refusing) or not all(item.accepted for item in ours.sets)
    if theirs.raised and not refused:
        where = "" if ours.sets else " without a set"
        yield Difference(BREAKS, (f"{theirs.raised}{where}", *_types(ours), *_notes(ours)))
    elif not theirs.raised and theirs.accepted and refused:
        yield Difference(REFUSES, (*ours.refusing, *_refusals(ours)))
    elif not theirs.raised and not theirs.accepted and not refused:
        yield Difference(BREAKS, ("no reason", *theirs.envelope_errors, *_notes(ours)))


def _refusals(ours: Ours) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for item in ours.sets for code in item.refusing))


def _types(ours: Ours) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.identifier for item in ours.sets))


def _notes(ours: Ours) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ours.noted, *(c for item in ours.sets for c in item.noted))))


def _pairs(ours: Ours, theirs: Oracle) -> Iterator[Difference]:
    """Both have sets, taken in order; where one has more, the other broke off or missed."""
    names = [(item.identifier, item.control_number) for item in ours.sets]
    seen = [(item.identifier, item.control_number) for item in theirs.sets]
    if names != seen:
        agree = (not all(item.accepted for item in ours.sets) or bool(ours.refusing)) == (
            not theirs.accepted
        )
        if not agree or (len(seen) < len(names) and theirs.accepted):
            sign = "fewer sets" if len(seen) < len(names) else "more sets"
            yield Difference(BREAKS, (sign, *_refusals(ours), *ours.refusing, *ours.noted))
        return
    spoilt = False
    for our, their in zip(ours.sets, theirs.sets, strict=True):
        if our.accepted and not their.accepted and not spoilt:
            yield Difference(ACCEPTS, (*their.errors, *our.noted), our.identifier)
        elif their.accepted and not our.accepted and (theirs.accepted or _alone(theirs, their)):
            yield Difference(REFUSES, our.refusing, our.identifier)
        spoilt = spoilt or not their.accepted
    if not theirs.accepted and all(item.accepted for item in (*ours.sets, *theirs.sets)):
        yield Difference(ACCEPTS, ("no reason", *theirs.envelope_errors, *ours.noted))


def _alone(theirs: Oracle, item: OracleSet) -> bool:
    """Return whether pyx12 has a verdict on this set although the file as a whole is refused."""
    return any(not other.accepted for other in theirs.sets if other is not item)


@cache
def rows() -> tuple[Row, ...]:
    """The rows of docs/x12-differences.md."""
    found = []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] in (REFUSES, ACCEPTS, BREAKS):
            kind, signs, reason, right, source = cells
            names = frozenset(sign.strip(" `") for sign in signs.split(","))
            found.append(Row(kind, names, reason, right, source))
    return tuple(found)


@cache
def listed() -> dict[str, frozenset[str]]:
    """The signs that the rows list, by kind."""
    kinds = (REFUSES, ACCEPTS, BREAKS)
    return {
        kind: frozenset(sign for row in rows() if row.kind == kind for sign in row.signs)
        for kind in kinds
    }


def is_listed(difference: Difference) -> bool:
    """Return whether every sign that decides is listed.

    Ours refuses for reasons that are all listed; or accepts, and each error of pyx12's is listed or
    follows from one that is.
    """
    known = listed()[difference.kind]
    if difference.kind == ACCEPTS:
        known |= {sign.removeprefix(f"{difference.set_type} ") for sign in known}
        errors = _decisive(difference.signs, known)
        return all(_error_is_listed(error, known) for error in errors) and bool(errors)
    return any(sign in known for sign in difference.signs)


def _decisive(signs: tuple[str, ...], known: frozenset[str]) -> list[str]:
    """pyx12's errors; a code that ours does not know either goes by our finding."""
    unknown = _UNKNOWN in signs or _NEWER in signs
    errors = [
        _UNKNOWN if unknown and sign.startswith("ELE 7 ") else sign
        for sign in signs
        if not sign.startswith("X12_")
    ]
    causes = [error for error in errors if f"{error} +" in known]
    return causes + [item for item in errors if not (causes and item.startswith("SEG "))]


def _error_is_listed(error: str, known: frozenset[str]) -> bool:
    """`ELE 7 CLP02` is listed by itself, by its first words (`ELE 7`) or by `ELE * CLP*`."""
    words = error.split()
    starts = {" ".join(words[:length]) for length in range(1, len(words) + 1)}
    if known & starts or f"{error} +" in known:
        return True
    return any(fnmatchcase(error, sign) for sign in known if "*" in sign)


def unlisted(data: bytes) -> list[Difference]:
    """The differences on one file that no row of the list explains."""
    return [item for item in compare(read_ours(data), ask(data)) if not is_listed(item)]


def mutations(files: list[bytes], seed: str, numbers: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """Damaged files with their names, `seed:number`, spread over all files."""
    for number in numbers:
        name = f"{seed}:{number}"
        yield name, mutate(files[number * 7919 % len(files)], name)


def sample_files(folder: Path) -> list[tuple[str, bytes]]:
    """Every file below the folder that begins as an interchange."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    read = [(str(path.relative_to(folder)), path.read_bytes()) for path in paths]
    return [(name, data) for name, data in read if data.lstrip()[:3] == b"ISA"]


def main() -> int:
    """Compare, print what differs, return 1 when something is not listed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=1_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first mutation")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--samples", type=Path, help="a folder of sample files, taken as they are")
    parser.add_argument("--mutate-samples", action="store_true", help="damage the samples too")
    parser.add_argument("--damaged-only", action="store_true", help="leave sound files out")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--show", help="print one mutation's bytes: its number")
    arguments = parser.parse_args()
    files = generated_files()
    samples = sample_files(arguments.samples) if arguments.samples else []
    if arguments.mutate_samples:
        files = [*files, *(data for _, data in samples if len(data) <= LARGEST_MUTATED)]
    if arguments.show:
        ((_, data),) = mutations(files, arguments.seed, [int(arguments.show)])
        sys.stdout.buffer.write(data)
        return 0
    work = [(f"generated {number}", data) for number, data in enumerate(files)] + samples
    numbers = range(arguments.first, arguments.first + arguments.mutations)
    damaged = mutations(files, arguments.seed, numbers)
    whole = [] if arguments.damaged_only else work
    return _run(whole, damaged, seconds=arguments.seconds)


def agreed(ours: Ours, theirs: Oracle) -> Counter[str]:
    """Return how many sets of a file both accept, and how many both refuse."""
    if theirs.raised or len(ours.sets) != len(theirs.sets):
        return Counter()
    return Counter(
        f"both {'accept' if our.accepted else 'refuse'}"
        for our, their in zip(ours.sets, theirs.sets, strict=True)
        if our.accepted == their.accepted
    )


def _run(
    whole: Iterable[tuple[str, bytes]], damaged: Iterable[tuple[str, bytes]], *, seconds: float
) -> int:
    tally: Counter[str] = Counter()
    open_kinds: Counter[str] = Counter()
    example: dict[str, str] = {}
    began = reported = time.monotonic()
    for group, items in (("files", whole), ("mutations", damaged)):
        for name, data in items:
            if time.monotonic() - began > seconds:
                break
            tally[group] += 1
            ours, theirs = read_ours(data), ask(data)
            tally += agreed(ours, theirs)
            for item in compare(ours, theirs):
                tally[f"{item.kind}: {'listed' if is_listed(item) else 'NOT LISTED'}"] += 1
                if not is_listed(item):
                    sign = f"{item.kind} {item.set_type}: {', '.join(dict.fromkeys(item.signs))}"
                    open_kinds[sign] += 1
                    example.setdefault(sign, name)
            if time.monotonic() - reported > 10:
                reported = time.monotonic()
                sys.stderr.write(f"{reported - began:.0f} s {dict(tally)}\n")
    for sign, number in open_kinds.most_common():
        sys.stdout.write(f"{number:6}  {sign}   e.g. {example[sign]}\n")
    sys.stdout.write(f"{time.monotonic() - began:.0f} s {dict(tally)}\n")
    return int(bool(open_kinds))


if __name__ == "__main__":
    raise SystemExit(main())
