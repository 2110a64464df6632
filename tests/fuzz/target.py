"""The fuzz target: what atheris runs, in the fuzzer's own environment, over and over.

The first byte chooses the entry point: `{` a range as JSON, `!` a 999 on made-up findings, anything
else a file. Every file is read; of one in eight, by its checksum, all ways of reading and answering
are compared, which takes five times as long. Damage is libFuzzer's own or, half of the time, that
of an expert: `mutations.mutate`.
"""

import logging
import sys
from collections.abc import Callable
from random import Random
from typing import Any
from zlib import crc32

import atheris

with atheris.instrument_imports(include=["claimtrail.x12"]):
    import claimtrail.x12.read.api
    import claimtrail.x12.write.acknowledgments  # noqa: F401 - instrumented before the properties import them

from tests.fuzz.mutations import mutate
from tests.fuzz.other_inputs import FINDINGS_MARK, JSON_MARK, check_findings_input, check_json_input
from tests.fuzz.properties import check, check_reading

_SHORTEST_FILE = 107
_EXPERT = 0.5
_COMPARED = 8
"""One file in so many is read in all ways."""


def one_input(data: bytes) -> None:
    """One input, by its first byte."""
    checks: dict[bytes, Callable[[bytes], Any]] = {
        JSON_MARK: check_json_input,
        FINDINGS_MARK: check_findings_input,
    }
    of_files = check if crc32(data) % _COMPARED == 0 else check_reading
    checks.get(data[:1], of_files)(data)


def damage(data: bytes, size: int, seed: int) -> bytes:
    """The next input out of one of the corpus."""
    dice = Random(seed)  # noqa: S311 - seeded on purpose
    if len(data) < _SHORTEST_FILE or dice.random() > _EXPERT or not data.startswith(b"ISA"):
        mutated: bytes = atheris.Mutate(data, size)
        return mutated
    return mutate(data, str(seed))[:size]


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    atheris.Setup(sys.argv, one_input, custom_mutator=damage)
    atheris.Fuzz()
