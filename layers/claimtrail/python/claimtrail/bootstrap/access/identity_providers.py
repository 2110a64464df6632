"""The watch over a stage's identity providers."""

from claimtrail.access.provider_watch.service import ProviderWatch
from claimtrail.connect.provider_documents import HttpProviderDocuments
from claimtrail.kernel.clock import utc_now


def provider_watch() -> ProviderWatch:
    """Return what looks at identity providers."""
    return ProviderWatch(documents=HttpProviderDocuments(), clock=utc_now)
