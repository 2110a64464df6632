"""Arrivals whose event the embedded cloud lost when it was stopped.

On AWS an event waits until its function has taken it. The emulator keeps no such events over a
stop, so that the deployed sweep of the inbox looks for them at once when the emulator starts.
"""

import json
from collections.abc import Mapping
from contextlib import closing

from claimtrail.kernel.errors import ClaimTrailError, Explanation
from infra.local.clients import local_client

SWEEP = {"detail-type": "Scheduled Event", "detail": {"settled_seconds": 0}}
"""As the schedule invokes; no delivery of an event is under way yet."""


def sweep_inbox(endpoint: str, credentials: Mapping[str, str]) -> bool:
    """Queue every arrival that was not queued; False when no stage is deployed.

    Raises ClaimTrailError when the sweep fails.
    """
    client = local_client("lambda", endpoint=endpoint, credentials=credentials)
    with closing(client):
        names = [
            found["FunctionName"]
            for page in client.get_paginator("list_functions").paginate()
            for found in page["Functions"]
            if "queue_arrival" in found["Handler"]
        ]
        for name in names:
            answer = client.invoke(FunctionName=name, Payload=json.dumps(SWEEP))
            if "FunctionError" in answer:
                raise ClaimTrailError(
                    Explanation(
                        code="INBOX_NOT_SWEPT",
                        what="files that arrived while the cloud was stopped were not looked for",
                        where=f"function {name}",
                        next_step="The hourly sweep looks again; `claimtrail status` and the "
                        "cloud's log say why it failed.",
                    )
                )
    return bool(names)
