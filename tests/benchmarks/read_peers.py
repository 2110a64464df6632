"""Public readers, measured: `read_peers linuxforhealth|linuxforhealth-segments|edi-835 PATH`.

Runs in the peers' own environment, which has nothing of ours.
"""

# ruff: noqa: PLC0415 - imports stand where their time is measured

import logging
import sys
from collections.abc import Callable

from meter import report


def _models(path: str) -> Callable[[], int]:
    from linuxforhealth.x12.io import X12ModelReader

    def read() -> int:
        with X12ModelReader(path) as reader:
            return sum(1 for _ in reader.models())

    return read


def _segments(path: str) -> Callable[[], int]:
    from linuxforhealth.x12.io import X12SegmentReader

    def read() -> int:
        with X12SegmentReader(path) as reader:
            return sum(1 for _ in reader.segments())

    return read


def _edi_835(path: str) -> Callable[[], int]:
    from edi_835_parser import parse

    return lambda: sum(len(item.claims) for item in parse(path, debug=True).transaction_sets)


PEERS = {"linuxforhealth": _models, "linuxforhealth-segments": _segments, "edi-835": _edi_835}

if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    report(lambda: PEERS[sys.argv[1]](sys.argv[2]))
