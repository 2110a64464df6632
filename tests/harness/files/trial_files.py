"""The pipeline's trial files, each as the partner drops it that its ISA06 names."""

from datetime import date
from pathlib import Path

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.matching.model import Match, MatchVerdict
from claimtrail.claims.store import documents
from claimtrail.kernel.ids import claim_id
from simulator.model import SimulatedFile
from tests.harness.intake.intake_fixture import KEY
from tests.harness.pipelines.pipeline import Pipeline, run_in_order
from tests.twins.claims.memory import Kept

PIPELINE_TRIALS = Path(__file__).parents[2] / "fixtures" / "trials" / "pipeline"
SENDERS = {
    "HARBORLIGHT": "billing",
    "NORTHGATE": "northgate-clinic",
    "CDRMC": "cedar-medicare",
    "JUNIPERMA": "juniper-medicaid",
    "JUNIPERFISCAL": "juniper-medicaid",
    "000000404": "foxglove-plan",
}
"""ISA06 to the partner in whose dropbox the file belongs."""


ROWS: dict[str, list[str]] = {
    "a batch refused as a whole": [
        "277ca-receiver-reject.837",
        "277ca-receiver-reject-dated.277ca",
    ],
    "a provider refused in a batch": ["277ca-provider-reject.837", "277ca-provider-reject.277ca"],
    "one of two payer claims waits for us": ["rfi227-1.837", "rfi2589.277"],
    "two records under nobody's number": ["rfi504.837", "rfi535-two-zeros.835"],
    "a reversal a week late": [
        "rfi227-1.837",
        "rfi227-2.835",
        "rfi791-late-reversal-1.835",
        "rfi791-late-reversal-2.835",
    ],
    "a replacement answered under the original's number": [
        "rfi1945-1.837",
        "rfi1945-2.835",
        "rfi1945-3.837",
        "rfi1945-4.835",
    ],
    "one claim in two parts of a payment": ["rfi137.837", "rfi137-same-clp07.835"],
    "two payers with one number": [
        "rfi2143-1.837",
        "rfi2143-2.835",
        "same-clp07-two-payers.835",
    ],
    "a second copy denied after the payment": [
        "rfi2143-1.837",
        "dup-denial-after-pay-1.835",
        "dup-denial-after-pay-2.835",
    ],
    "a bundle": ["bundled.837", "bundled.835"],
    "a number typed without its hyphens": ["rfi227-1.837", "f8-hyphen.835", "f8-hyphen.837"],
}
"""The situations of `trials/pipeline`, in the order of their files."""


def trial_file(name: str, content: bytes | None = None) -> SimulatedFile:
    """A file of the trials, or other content under its name."""
    content = (PIPELINE_TRIALS / name).read_bytes() if content is None else content
    sender = content[35:50].decode().strip()
    return SimulatedFile(
        day=date(2026, 10, 1),
        partner_id=SENDERS[sender],
        name=name,
        content=content,
        transaction=name.rpartition(".")[2].upper(),
        purpose="a trial",
    )


def trial_files(*names: str) -> list[SimulatedFile]:
    """Files of the trials, in this order."""
    return [trial_file(name) for name in names]


def changed(name: str, *changes: tuple[str, str], under: str = "") -> SimulatedFile:
    """A trial file with other text in some places, each of which must be there."""
    text = (PIPELINE_TRIALS / name).read_text(encoding="latin-1")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return trial_file(under or f"changed-{name}", text.encode("latin-1"))


def ran(*files: SimulatedFile) -> Pipeline:
    """The pipeline after these files, each to its end before the next one."""
    pipeline = Pipeline()
    run_in_order(pipeline, list(files))
    return pipeline


def claim_of(pipeline: Pipeline, number: str) -> Claim:
    """The claim of one of our numbers."""
    wanted = claim_id(
        secret=KEY.secret, organization_id=KEY.organization_id, patient_control_number=number
    )
    claim = pipeline.store.find(wanted)
    assert claim is not None, number
    return claim


def claims_of(pipeline: Pipeline) -> list[Claim]:
    """Every claim of the pipeline."""
    changes = pipeline.store.documents_of(Kept.CHANGE)
    return [documents.load_change(text).claim for text in changes]


def unmatched(pipeline: Pipeline) -> list[Match]:
    """The decisions that wait for a person."""
    return [
        match
        for match in map(documents.load_match, pipeline.store.documents_of(Kept.MATCH))
        if match.verdict is MatchVerdict.DOUBTFUL
    ]
