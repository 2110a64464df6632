"""`claimtrail republish`: rows of the trail and bus events, made again out of the claim table."""

from datetime import datetime

from claimtrail.bootstrap.claims.stores import claim_store, deferral
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.claims.publishing.republication import Republished
from claimtrail.claims.publishing.republication import republish as send_again
from claimtrail.claims.store.recorded import Span
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.clock import utc_now

_PROGRESS_EVERY = 100_000
"""Items between two lines of progress."""


def republish(
    stage: Stage, output: Output, *, since: datetime, until: datetime | None, is_dry: bool
) -> None:
    """Publish again what the table stored in a span of time, by the Publication queue."""
    store = claim_store(stage.output(ClaimOutput.CLAIM_TABLE))
    queue = deferral(stage.output(ClaimOutput.PUBLICATION_QUEUE))
    said = 0

    def tell(done: Republished) -> None:
        nonlocal said
        if done.read // _PROGRESS_EVERY > said:
            said = done.read // _PROGRESS_EVERY
            output.note(f"{done.read} items read, {done.events + done.versions} of that time")

    span = Span(since, until or utc_now())
    done = send_again(store.pages_of_items(), span, again=None if is_dry else queue, progress=tell)
    output.data(
        {"read": done.read, "events": done.events, "versions": done.versions, "is_dry": is_dry}
    )
    what = "would be published" if is_dry else "are published"
    output.say(
        f"{done.read} items read: {done.events} events and {done.versions} versions {what} again."
    )
    if not is_dry:
        output.say("  `claimtrail dlq list` shows what fails.")
