"""Errors of exports: each says what happened to the export, and what the person does next."""

from claimtrail.kernel.errors import ClaimTrailError, ConflictError, Explanation, NotFoundError

_AGAIN = "Ask for the export again."


class ExportRefusedError(ClaimTrailError):
    """An export that is not made, or not handed over; asking again as before changes nothing."""


class ExportLimitError(ExportRefusedError):
    """A person has as many exports as one person may have."""


def unknown(export_id: str) -> NotFoundError:
    """Return the error of an export that the person does not have: another's looks the same."""
    return NotFoundError(
        Explanation(
            code="EXPORT_UNKNOWN",
            what="you have no such export; it may have expired",
            where=f"export {export_id}",
            next_step=_AGAIN,
        )
    )


def too_many_unfinished(most: int) -> ExportLimitError:
    """Return the error of a person who waits for too many exports."""
    return ExportLimitError(
        Explanation(
            code="EXPORT_LIMIT_REACHED",
            what=f"{most} of your exports are not finished yet",
            where="your exports",
            next_step="Wait until one is ready, or cancel one.",
        )
    )


def too_many_kept(most: int) -> ExportLimitError:
    """Return the error of a person who has too many exports that have not expired."""
    return ExportLimitError(
        Explanation(
            code="EXPORTS_KEPT_LIMIT_REACHED",
            what=f"{most} of your exports are kept",
            where="your exports",
            next_step="Wait until the oldest expire, or narrow the list and read it on its page.",
        )
    )


def not_ready(export_id: str, state: str) -> ExportRefusedError:
    """Return the error of a link to an export that has no complete files."""
    return _refused(
        "EXPORT_NOT_READY",
        f"the export is {state}",
        export_id,
        "Wait until the export is ready.",
    )


def expired(export_id: str) -> ExportRefusedError:
    """Return the error of an export whose files are gone, or that took until they would be."""
    return _refused("EXPORT_EXPIRED", "the export has expired", export_id, _AGAIN)


def access_changed(export_id: str) -> ExportRefusedError:
    """Return the error of a person who may see less than when the export was asked for."""
    return _refused(
        "EXPORT_ACCESS_CHANGED",
        "your roles, facilities or payers are not those for which the export was made",
        export_id,
        _AGAIN,
    )


def person_left(export_id: str) -> ExportRefusedError:
    """Return the error of an export whose person's sessions were revoked."""
    return _refused(
        "EXPORT_SESSIONS_REVOKED",
        "the sessions of the person who asked for it were revoked",
        export_id,
        _AGAIN,
    )


def list_refused(export_id: str) -> ExportRefusedError:
    """Return the error of an export of a list or view that there is none of for its person."""
    return _refused(
        "EXPORT_LIST_UNKNOWN",
        "the list has no such view for you",
        export_id,
        "Open the list again, and ask for the export from there.",
    )


def without_columns(export_id: str) -> ExportRefusedError:
    """Return the error of an export of which no column is left."""
    return _refused(
        "EXPORT_WITHOUT_COLUMNS",
        "the list has none of the columns that were asked for",
        export_id,
        "Choose other columns, and ask for the export again.",
    )


def too_slow(export_id: str) -> ExportRefusedError:
    """Return the error of an export of which a whole run wrote nothing."""
    return _refused(
        "EXPORT_TOO_SLOW",
        "a run ended before it could write a part of the file",
        export_id,
        "Narrow the list, and ask for the export again.",
    )


def too_large(export_id: str) -> ExportRefusedError:
    """Return the error of an export that has had all the runs that one may have."""
    return _refused(
        "EXPORT_TOO_LARGE",
        "the export did not end within the time that an export may take",
        export_id,
        "Narrow the list, and ask for the export again.",
    )


def upload_gone(export_id: str) -> ExportRefusedError:
    """Return the error of an export whose unfinished file S3 has given up."""
    return _refused(
        "EXPORT_UPLOAD_GONE",
        "the unfinished file was removed, since the export took more than a day",
        export_id,
        _AGAIN,
    )


def failed(export_id: str) -> ExportRefusedError:
    """Return the error of an export that failed by a fault of ours, as the person reads it."""
    return _refused(
        "EXPORT_FAILED",
        "an error on our side stopped the export; the operators know of it",
        export_id,
        _AGAIN,
    )


def not_queued(what: str) -> ClaimTrailError:
    """Return the error of an export that could not be queued."""
    return ClaimTrailError(
        Explanation(
            code="EXPORT_NOT_QUEUED",
            what=what,
            where="the export queue",
            next_step="The export waits: it is queued again when its person opens the exports.",
        )
    )


def conflict(export_id: str) -> ConflictError:
    """Return the error of a change that others' changes went before too often."""
    return ConflictError(
        Explanation(
            code="EXPORT_CONFLICT",
            what="the export changed at the same time",
            where=f"export {export_id}",
            next_step="Try again.",
        )
    )


def _refused(code: str, what: str, export_id: str, next_step: str) -> ExportRefusedError:
    return ExportRefusedError(
        Explanation(code=code, what=what, where=f"export {export_id}", next_step=next_step)
    )
