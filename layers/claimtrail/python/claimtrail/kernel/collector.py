"""The garbage collector of a process whose main loop is ours: a function, the command line."""

import gc

_THRESHOLDS = (50_000, 20, 100)
"""Objects that are made before the youngest are gone over (CPython: 700), and how many such runs
there are before the next older ones are (10)."""


def collect_rarely() -> None:
    """Let the collector look for cycles rarely, in this process; call it as the process begins.

    Records, facts and events are tuples that form no cycle: counting references frees them. CPython
    goes over them every 700 objects all the same, which is a tenth of the time of reading a file.
    What may wait to be freed is what 50,000 objects hold. A library leaves the collector to its
    process: nothing in `claimtrail` but the command line calls this.
    """
    gc.set_threshold(*_THRESHOLDS)
