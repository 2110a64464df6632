"""The road's trial files, each as the partner drops it that its ISA06 names."""

from datetime import date
from pathlib import Path

from claimtrail.claims import documents, keys
from claimtrail.claims.matching import Match, Verdict
from claimtrail.claims.model import Claim
from claimtrail.kernel.ids import claim_id
from claimtrail.synthetic.model import SyntheticFile
from tests.support.intake_world import KEY
from tests.support.road import Road, run_in_order

ROAD = Path(__file__).parents[1] / "fixtures" / "trials" / "road"
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
"""The situations of `trials/road`, in the order of their files."""


def trial_file(name: str, content: bytes | None = None) -> SyntheticFile:
    """A file of the trials, or other content under its name."""
    content = (ROAD / name).read_bytes() if content is None else content
    sender = content[35:50].decode().strip()
    return SyntheticFile(
        day=date(2026, 10, 1),
        partner_id=SENDERS[sender],
        name=name,
        content=content,
        transaction=name.rpartition(".")[2].upper(),
        purpose="a trial",
    )


def trial_files(*names: str) -> list[SyntheticFile]:
    """Files of the trials, in this order."""
    return [trial_file(name) for name in names]


def changed(name: str, *changes: tuple[str, str], under: str = "") -> SyntheticFile:
    """A trial file with other text in some places, each of which must be there."""
    text = (ROAD / name).read_text(encoding="latin-1")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return trial_file(under or f"changed-{name}", text.encode("latin-1"))


def ran(*files: SyntheticFile) -> Road:
    """The road after these files, each to its end before the next one."""
    road = Road()
    run_in_order(road, list(files))
    return road


def claim_of(road: Road, number: str) -> Claim:
    """The claim of one of our numbers."""
    wanted = claim_id(
        secret=KEY.secret, organization_id=KEY.organization_id, patient_control_number=number
    )
    claim = road.store.find(wanted)
    assert claim is not None, number
    return claim


def claims_of(road: Road) -> list[Claim]:
    """Every claim of the road."""
    return [documents.load_change(text).claim for sort, text in road.stored() if sort == keys.CLAIM]


def unmatched(road: Road) -> list[Match]:
    """The decisions that wait for a person."""
    return [
        match
        for sort, text in road.stored()
        if sort == keys.MATCH and (match := documents.load_match(text)).verdict is Verdict.DOUBTFUL
    ]
