"""`claimtrail errors`: the table of errors, and the review of what it does not know."""

from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.tickets.unknown_errors import unknown_errors
from claimtrail.claims.outputs import ClaimOutput
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.kernel.errors import Explanation, NotFoundError
from claimtrail.tickets.error_texts.table import ErrorSource, error_table, plain_code
from claimtrail.tickets.error_texts.unknown import UnknownError, UnknownErrors, unknown_text
from claimtrail.tickets.masking.mask import mask


def list_unknown(stage: Stage, output: Output) -> None:
    """Show unknown errors, the latest first."""
    found = _store(stage).list_all()
    output.data([one.model_dump(mode="json") for one in found])
    if not found:
        output.say("Every error is known.")
        return
    output.table(
        ("Error", "Source", "Code", "Count", "First", "Last"),
        [
            (one.error_id, one.source, one.code, one.count, one.first_at, one.last_at)
            for one in found
        ],
        right=("Count",),
    )


def show(claim_access: ClaimAccess, *, error_id: str) -> None:
    """Show an unknown error with its text. Raises NotFoundError for one that is not there."""
    store = _store(claim_access.stage)
    found = store.get(error_id)
    if found is None:
        raise NotFoundError(
            Explanation(
                code="UNKNOWN_ERROR_UNKNOWN",
                what=f"there is no unknown error {error_id}",
                where="the errors of the stage",
                next_step="`claimtrail errors list` lists them.",
            )
        )
    output = claim_access.at([error_id], fields=(*UnknownError.model_fields, "text"))
    raw = store.raw_of(error_id)
    output.data({**found.model_dump(mode="json"), "text": raw})
    output.heading(f"{unknown_text(found.source, found.code).title}, {found.count} times")
    output.say(f"  SHA-256 of the text: {found.sha256}")
    output.say(raw)


def explain(output: Output, *, source: str, code: str, text: str) -> None:
    """Show what the table says of an error."""
    kind = ErrorSource(source)
    known = error_table().find(kind, code, mask(text).text)
    entry = known or unknown_text(kind, plain_code(code))
    output.data(entry.model_dump(mode="json"))
    output.heading(entry.title)
    output.say(f"  {entry.cause}")
    again = "; may be tried again" if entry.retryable else ""
    output.say(f"  Owner: {entry.owner}{again}")
    for number, step in enumerate(entry.steps, start=1):
        output.say(f"  {number}. {step}")


def _store(stage: Stage) -> UnknownErrors:
    return unknown_errors(
        operations_table=stage.output(SharedOutput.OPERATIONS_TABLE),
        claim_table=stage.output(ClaimOutput.CLAIM_TABLE),
    )
