"""The steps of an incident, with its own file, claim and queue in their commands."""

from collections.abc import Sequence

from claimtrail.incidents.causes import DEAD_LETTERS
from claimtrail.incidents.model import Incident
from claimtrail.kernel.command_texts import with_ids


def own_steps(incident: Incident, *, file_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the steps; commands name the first of the files that may be shown, and the claim."""
    file_id, claim_id = (next(iter(ids), "") for ids in (file_ids, incident.claim_ids))
    queue = incident.code if incident.kind == DEAD_LETTERS else ""
    return tuple(
        with_ids(
            step, FILE_ID=file_id, FILE=file_id, DELIVERY_ID=file_id, CLAIM=claim_id, QUEUE=queue
        )
        for step in incident.steps
    )
