"""The denied parts of a claim: each line that a payer denies, and a denial of the whole claim."""

from claimtrail.kernel.frozen_model import FrozenModel


class DeniedPart(FrozenModel):
    """A denied line, or the denial of the whole claim: reasons and remarks."""

    codes: tuple[str, ...]
    """`CO-16` and the like, sorted, once each."""
    remark_codes: tuple[str, ...] = ()
    """Remark codes (RARC) of the line, and of the claim payment (MIA, MOA) that it stands in."""
