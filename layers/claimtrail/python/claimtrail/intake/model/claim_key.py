"""The secret behind opaque ids."""

from dataclasses import dataclass, field, replace

from claimtrail.kernel.ids import match_key, synthetic_secret
from claimtrail.kernel.synthetic import is_synthetic


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimKey:
    """The key that turns a patient control number into a claim's opaque id."""

    organization_id: str
    secret: bytes = field(repr=False)
    """At least 32 bytes."""

    def of_partner(self, partner_id: str) -> "ClaimKey":
        """Return the key for a partner's files.

        Synthetic files have a key of their own: their numbers name no real claim, payment or batch.
        """
        if not is_synthetic(partner_id):
            return self
        return replace(self, secret=synthetic_secret(self.secret))

    def hashed(self, method: str, *parts: str) -> str:
        """Return a keyed hash of what names something: `<method>:` and 24 letters."""
        return match_key(
            secret=self.secret, organization_id=self.organization_id, method=method, parts=parts
        )
