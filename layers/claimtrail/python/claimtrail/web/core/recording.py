"""The record of an access: rows of the access log, sent before anything is shown or decided."""

from collections.abc import Sequence

from claimtrail.access.break_glass.model import GlassView
from claimtrail.trail.access_log import Access, access_rows
from claimtrail.trail.datasets.rows import ACCESS_LOG
from claimtrail.web.core.replies import ShownData
from claimtrail.web.core.requests import PageRequest


def record(request: PageRequest, shows: Sequence[ShownData]) -> None:
    """Record what is about to be shown or decided. Raises what the trail's queue raises.

    The dispatcher calls it for what a reply shows; a page that lets a person decide calls it
    before the decision, so that no decision stands without its record.
    """
    rows = [
        row
        for shown in shows
        for row in access_rows(
            Access(
                correlation_id=request.request_id,
                accessed_at=request.now,
                actor=f"user:{request.person.id}",
                role=" ".join(sorted(request.person.roles)),
                purpose=request.session.purpose,
                action=shown.action,
                fields=shown.fields,
                origin=request.origin,
                statement=shown.statement,
            ),
            shown.subjects,
        )
    ]
    if rows:
        request.stores.row_sink.send(ACCESS_LOG.name, rows)
    if request.session.broken_glass:
        _note_views(request, shows)


def _note_views(request: PageRequest, shows: Sequence[ShownData]) -> None:
    """Keep what is about to be shown of claims that the person opened, for whoever reviews that."""
    for shown in shows:
        view = GlassView(
            request_id=request.request_id,
            viewed_at=request.now,
            action=shown.action,
            fields=shown.fields,
            origin=request.origin,
        )
        request.stores.glass.note_views(request.session, view, shown.subjects)
