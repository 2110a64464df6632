"""The counts of a projected batch."""

from dataclasses import dataclass, replace

from claimtrail.claims.store.changes import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Projected:
    """Counts of a batch, and the types of the errors of what was deferred."""

    changed: int = 0
    unchanged: int = 0
    handed_out: int = 0
    """Events that acknowledgments gave to claims."""
    errors: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()
    """Types of the errors because of which claims were projected one by one."""

    def plus(self, other: "Projected") -> "Projected":
        """Return both together."""
        return Projected(
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            handed_out=self.handed_out + other.handed_out,
            errors=(*self.errors, *other.errors),
            fallbacks=(*self.fallbacks, *other.fallbacks),
        )

    def with_change(self, change: Change | None) -> "Projected":
        """Return the counts after one more claim; None is one that stayed as it was."""
        if change is None:
            return replace(self, unchanged=self.unchanged + 1)
        return replace(self, changed=self.changed + 1)
