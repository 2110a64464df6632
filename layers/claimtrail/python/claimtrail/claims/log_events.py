"""Log events of claims: projection, publication and exceptions."""

from claimtrail.kernel.log_events import LogEvent


class ClaimLogEvent(LogEvent):
    """Lines of project_claims, publish_changes and open_exceptions."""

    CLAIMS_PROJECTED = "claims_projected"
    PROJECTION_DEFERRED = "projection_deferred", "ProjectionsDeferred"
    """Counts claims and items whose projection failed on the stream."""
    PROJECTION_FELL_BACK = "projection_fell_back", "ProjectionsFellBack"
    """Counts errors because of which claims were projected one by one."""
    CHANGES_PUBLISHED = "changes_published"
    PUBLICATION_DEFERRED = "publication_deferred", "PublicationsDeferred"
    """Counts items that could not be published from the stream."""
    PUBLICATION_FELL_BACK = "publication_fell_back", "PublicationsFellBack"
    """Counts errors because of which items were published one by one."""
    EXCEPTIONS_OPENED = "exceptions_opened", "ExceptionsOpened"
