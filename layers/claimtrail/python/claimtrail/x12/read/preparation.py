"""The preparation of a process before its first file: guides, code lists, expressions.

Whatever is not made here is made when a file first asks for it, with the same result. A worker
calls `prepare` as it starts, outside its handler. The command line does not: it reads one file, and
mostly of one guide.
"""

from claimtrail.x12.fast_path import PROVERS
from claimtrail.x12.guides.external_codes import load_lists
from claimtrail.x12.guides.transactions import GUIDES
from claimtrail.x12.read.set_reader import LOOPS_BEFORE_PROVER, seen_loops
from claimtrail.x12.validate.guide_walker import router


def prepare() -> None:
    """Make what reading shares, so that the first file of the process does not wait for it."""
    load_lists()
    for guide in GUIDES:
        [version, *_] = guide.versions
        router(guide.identifier, version)
        prover = PROVERS.get(guide.transaction_type)
        if prover is not None:
            prover.prepare(version)
            for name in (*guide.versions, *guide.tolerated):
                seen_loops[name] = max(seen_loops[name], LOOPS_BEFORE_PROVER)
