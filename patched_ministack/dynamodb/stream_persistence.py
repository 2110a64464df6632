"""Gap: a table's stream forgets its records when the emulator stops, its readers their place not.

After a restart a reader would wait at a position that the emptied stream reaches much later, and
what was written just before the stop would never be read.
"""

import copy
from collections.abc import Callable
from typing import Any

from ministack.services import dynamodb

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html"
STORES = {"stream_records": "_stream_records", "stream_trimmed": "_stream_trimmed"}


def needed() -> bool:
    """Return whether the saved state still has no stream records."""
    return not STORES.keys() & dynamodb.get_state().keys()


def apply() -> None:
    """Save and restore the records of streams, and how many were trimmed."""
    seam.expect(holds=needed(), seam="dynamodb.get_state")
    for store in STORES.values():
        seam.attribute(dynamodb, store)
    seam.wrap(dynamodb, "get_state", parameters=(), build=_saving)
    seam.wrap(dynamodb, "load_persisted_state", parameters=("data",), build=_restoring)


def _saving(get_state: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    def get_state_with_streams() -> dict[str, Any]:
        streams = {key: copy.deepcopy(getattr(dynamodb, name)) for key, name in STORES.items()}
        return {**get_state(), **streams}

    return get_state_with_streams


def _restoring(load: Callable[[Any], None]) -> Callable[[Any], None]:
    def load_with_streams(data: dict[str, Any]) -> None:
        load(data)
        for key, name in STORES.items():
            if key in data:
                getattr(dynamodb, name).update(data[key])

    return load_with_streams
