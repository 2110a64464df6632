"""Whole loops proven sound, and read, by one regular expression each.

The expressions are made from the guides' tables and are stricter than these: what they match, the
exact validator would find nothing in. What they do not match goes to the exact validator, which
alone decides; so both ways give the same result, and the tests hold them to that.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from claimtrail.x12.envelopes.segment import Segment
from claimtrail.x12.fast_path.claim_837 import ClaimProver
from claimtrail.x12.fast_path.proof import Proven
from claimtrail.x12.fast_path.remittance_835 import RemittanceProver
from claimtrail.x12.fast_path.status_277 import StatusProver
from claimtrail.x12.guides.external_codes import CodeSets
from claimtrail.x12.guides.guide import Guide, Node
from claimtrail.x12.model import TransactionType
from claimtrail.x12.validate.validator import SetValidator


class Prover(Protocol):
    """Proves whole loops of one set."""

    loop: Node

    def prove(  # noqa: PLR0913, PLR0917 - called for each run of claims
        self,
        text: str,
        start: int,
        before: int,
        base: int,
        extractor: Any,
        validator: SetValidator,
    ) -> Proven | None:
        """Return the loops from `start` on that are sound, as far as they begin before `before`.

        `base` is the byte offset of the text's beginning. None when the first one must be judged
        exactly.
        """
        ...

    def first(self, offset: int, position: int) -> Segment | None:
        """Return the segment that opens the loop, as far as the guide's order asks for it.

        None when the prover takes the validator's walk along itself.
        """
        ...

    def hand_over(self, proven: Proven, extractor: Any) -> None:
        """Give the extractor what was read."""
        ...


class ProverFactory(Protocol):
    """Makes provers."""

    anchor: str
    """The segment with which a loop begins."""

    def prepare(self, version: str) -> None:
        """Make what all provers of a guide share, as far as it needs no file."""
        ...

    def __call__(self, guide: Guide, sets: CodeSets, *, breaks: bool) -> Prover:
        """Return a prover for one set; `breaks` tells of line breaks between its segments."""
        ...


PROVERS: Mapping[TransactionType, ProverFactory] = {
    TransactionType.CLAIM_PROFESSIONAL: ClaimProver,
    TransactionType.CLAIM_INSTITUTIONAL: ClaimProver,
    TransactionType.REMITTANCE: RemittanceProver,
    TransactionType.CLAIM_ACKNOWLEDGMENT: StatusProver,
}
"""The sets whose claims are proven as a whole; all others are judged segment by segment."""
