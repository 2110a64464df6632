"""Errors of the embedded cloud."""

from claimtrail.kernel.errors import ClaimTrailError


class CloudError(ClaimTrailError):
    """The embedded cloud did not do what was asked of it."""
