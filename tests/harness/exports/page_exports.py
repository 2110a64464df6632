"""The writer of exports over the stores of pages: what the function does with the messages."""

from claimtrail.exports.run import ExportDependencies
from claimtrail.exports.typst_pages import render_pages
from claimtrail.exports.writing import ExportWriter
from claimtrail.web.exports.source import list_sources, listings_of
from claimtrail.web.table import PAGES
from tests.harness.web.page_stores import PageStores


def write_exports(pages: PageStores) -> None:
    """Hand every message to the writer."""
    writer = ExportWriter(
        deps=ExportDependencies(
            store=pages.exports,
            files=pages.export_files,
            queue=pages.export_queue,
            trail=pages.rows,
            render=render_pages,
            clock=pages.watch,
        ),
        source_of=list_sources(pages.stores, listings_of(PAGES)),
        revoked_at=pages.sessions.store.revoked_at,
    )
    while pages.export_queue.messages:
        writer.write(pages.export_queue.messages.pop(0))
