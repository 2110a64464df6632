"""The walk along the hops: each is asked until it answers, fails, or its time is over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.kernel.retry import growing
from claimtrail.smoke.files import SyntheticClaim
from claimtrail.smoke.hops import HOPS, Probe, Walked
from claimtrail.smoke.model import Hop, HopFailedError, HopResult, HopStatus, Seen, SmokeReport
from claimtrail.smoke.ports import StageUnderTest

_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 3.0
"""Seconds between two questions."""
_ENDED = frozenset({HopStatus.FAILED, HopStatus.TIMED_OUT})


class WalkWatcher(Protocol):
    """The one who sees how the walk goes."""

    def begins(self, hop: Hop) -> None:
        """A hop is asked from now on."""
        ...

    def waits(self, hop: Hop, seconds: float) -> None:
        """A hop has been asked for so many seconds without an answer."""
        ...

    def ends(self, result: HopResult) -> None:
        """A hop has its result."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One run of the smoke test over a stage."""

    stage: StageUnderTest
    progress: WalkWatcher
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    patience: float = 1.0
    """Every time-out is multiplied by it."""
    hops: Sequence[tuple[Hop, Probe]] = field(default=HOPS)

    def run(self, claim: SyntheticClaim) -> SmokeReport:
        """Follow a synthetic claim; hops after one that failed are not tried."""
        walked = Walked(stage=self.stage, claim=claim, claim_id=self.stage.claim_id(claim.number))
        results: list[HopResult] = []
        for hop, probe in self.hops:
            if any(one.status in _ENDED for one in results):
                results.append(HopResult(hop=hop, status=HopStatus.NOT_TRIED))
                continue
            self.progress.begins(hop)
            results.append(self._ask(hop, probe, walked))
            self.progress.ends(results[-1])
        return SmokeReport(run=claim.run, claim_id=walked.claim_id, results=tuple(results))

    def _ask(self, hop: Hop, probe: Probe, walked: Walked) -> HopResult:
        """Return the result of a hop. What AWS refuses is its failure, in AWS's words."""
        begun = self.monotonic()
        try:
            seen = self._await(hop, probe, walked, begun)
        except HopFailedError as error:
            status, evidence = HopStatus.FAILED, str(error)
        except ClaimTrailError as error:
            said = error.explanation
            status, evidence = HopStatus.FAILED, f"{said.code}: {said.what}. {said.next_step}"
        else:
            if isinstance(seen, Seen):
                status = HopStatus.SKIPPED if seen.is_skipped else HopStatus.PASSED
                evidence = seen.evidence
            else:
                status, evidence = HopStatus.TIMED_OUT, seen
        return HopResult(
            hop=hop, status=status, seconds=self.monotonic() - begun, evidence=evidence
        )

    def _await(self, hop: Hop, probe: Probe, walked: Walked, begun: float) -> Seen | str:
        """Return the answer, or what was last seen in its place when the time is over."""
        for pause in growing(_FIRST_PAUSE, _LONGEST_PAUSE):
            found = probe(walked)
            if isinstance(found, Seen):
                return found
            waited = self.monotonic() - begun
            if waited >= hop.seconds * self.patience:
                return found
            self.progress.waits(hop, waited)
            self.sleep(pause)
        raise AssertionError("pauses have no end")
