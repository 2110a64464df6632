"""The secret behind opaque ids."""

from dataclasses import dataclass, field

from claimtrail.kernel.ids import match_key


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimKey:
    """The key that turns a patient control number into a claim's opaque id."""

    organization_id: str
    secret: bytes = field(repr=False)
    """At least 32 bytes."""

    def hashed(self, method: str, *parts: str) -> str:
        """Return a keyed hash of what names something: `<method>:` and 24 letters."""
        return match_key(
            secret=self.secret, organization_id=self.organization_id, method=method, parts=parts
        )
