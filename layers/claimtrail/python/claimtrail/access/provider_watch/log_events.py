"""Log events of the schedule that watches identity providers."""

from claimtrail.kernel.log_events import LogEvent


class ProviderLogEvent(LogEvent):
    """Lines of check_identity_providers."""

    PROVIDERS_CHECKED = "identity_providers_checked"
    PROVIDER_UNREACHABLE = "identity_provider_unreachable", "IdentityProvidersUnreachable"
    """Counts, at each run, the providers that do not answer as they should."""
    CERTIFICATE_EXPIRING = "signing_certificate_expiring", "SigningCertificatesExpiring"
    """Counts the certificates that end in 60 or 30 days, at each run of these days."""
    CERTIFICATE_ENDING = "signing_certificate_ending", "SigningCertificatesEnding"
    """Counts those that end in 7 days, in 1, or ended."""
