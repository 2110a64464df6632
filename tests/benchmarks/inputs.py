"""Payers' files of any size for the benchmark, seeded, out of the simulated organization's claims.

Every claim is another one: a reader that remembers what it saw gains nothing that it would not gain
on a payer's own file. Files are written in memory that does not grow, and kept between runs.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from claimtrail.partners.profile import Partners, read_profiles
from claimtrail.x12.write.segment_writer import GroupAddress, InterchangeAddress, SegmentWriter
from simulator.interchange import (
    CLAIM_ACKNOWLEDGMENT,
    CLAIM_INSTITUTIONAL,
    CLAIM_PROFESSIONAL,
    REMITTANCE,
)
from simulator.payers.adjudication import remittances
from simulator.payers.claim_scenarios import scenario
from simulator.payers.remittance_advice import Decided, _claim, _header, remittance_body
from simulator.payers.statuses import Spoken, front_end_body
from simulator.payers.timeline import StepKind
from simulator.provider.encounter import Practice, SimulatedEncounter
from simulator.provider.submissions import submission_body
from tests.benchmarks import varied_277, varied_835, varied_837
from tests.benchmarks.measure import Input

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".claimtrail" / "bench"
VERSION = 2
"""Raised when the same call writes another file."""
SEED = 2026
DAY = date(2026, 3, 2)
PREPARED_AT = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
CLAIMS_A_SET = 1_000
"""At most: a small file has smaller sets, so that it can be cut as a large one can."""
_BYTES_PER_CLAIM_AND_SETS = 3_000
_FEWEST_CLAIMS = 50
_PAYER = "larkspur-commercial"
_BILLING = "billing"
_ENDLESS = 1_000_000_000
"""Claims a day: the one day of the practice never runs out of them."""


def practice() -> Practice:
    """A practice with one payer and one billing day, on which every claim is made."""
    profiles = read_profiles(ROOT / "infra" / "stages" / "local" / "partners")
    chosen = Partners(profile for profile in profiles if profile.id in {_PAYER, _BILLING})
    return Practice(
        partners=chosen, seed=SEED, first_day=DAY, last_day=DAY, claims_per_day=_ENDLESS
    )


def _decisions(owner: Practice) -> Iterator[Decided]:
    for encounter in map(owner.encounter, count()):
        for step in scenario(encounter):
            if step.kind is StepKind.REMITTANCE and step.decision is not None:
                yield Decided(encounter, step.decision)


def _words(owner: Practice) -> Iterator[Spoken]:
    for encounter in map(owner.encounter, count()):
        for step in scenario(encounter):
            if step.kind is StepKind.FRONT_END and step.word is not None:
                yield Spoken(encounter, step.word)


def _professional_claims(owner: Practice) -> Iterator[SimulatedEncounter]:
    return (item for item in map(owner.encounter, count()) if not item.institutional)


Bodies = Callable[[Practice, int], Iterator[tuple[str, int]]]
"""Bodies of sets of so many claims each, without end, with how many claims each has."""


def _remittance_sets(owner: Practice, size: int) -> Iterator[tuple[str, int]]:
    claims = _decisions(owner)
    for number in count(1):
        decided = [next(claims) for _ in range(size)]
        body = remittance_body(
            decided,
            payer=decided[0].encounter.payer,
            payee=decided[0].encounter.facility,
            paid_on=DAY,
            number=number,
        )
        yield body, body.count("~CLP*")


def _acknowledgment_sets(owner: Practice, size: int) -> Iterator[tuple[str, int]]:
    claims = _words(owner)
    for number in count(1):
        spoken = [next(claims) for _ in range(size)]
        body = front_end_body(
            spoken,
            billing=owner.billing,
            sent_on=DAY,
            made_at=PREPARED_AT,
            reference=f"A{number:08d}",
        )
        yield body, len(spoken)


def _submission_sets(owner: Practice, size: int) -> Iterator[tuple[str, int]]:
    claims = _professional_claims(owner)
    while True:
        batch = [next(claims) for _ in range(size)]
        yield (
            submission_body(batch, billing=owner.billing, payer=batch[0].payer, day=DAY),
            len(batch),
        )


def _without_payer_contact(owner: Practice, size: int) -> Iterator[tuple[str, int]]:
    """For linuxforhealth-x12, which refuses an 835 whose payer names the PER that it must name."""
    for body, claims in _remittance_sets(owner, size):
        start = body.index("~PER*")
        yield body[:start] + body[body.index("~", start + 1) :], claims


def _with_numeric_payer(owner: Practice, size: int) -> Iterator[tuple[str, int]]:
    """For edi-835-parser, which takes the payer's identifier (N104) for a number."""
    for body, claims in _remittance_sets(owner, size):
        start = body.index("*XV*", body.index("~N1*PR*")) + len("*XV*")
        yield f"{body[:start]}10101{body[body.index('~', start) :]}", claims


KINDS: dict[str, tuple[tuple[str, str, str], Bodies | None]] = {
    "835": (REMITTANCE, _remittance_sets),
    "277CA": (CLAIM_ACKNOWLEDGMENT, _acknowledgment_sets),
    "837P": (CLAIM_PROFESSIONAL, _submission_sets),
    "835 in one set": (REMITTANCE, None),
    "835 without PER": (REMITTANCE, _without_payer_contact),
    "835 with numeric N104": (REMITTANCE, _with_numeric_payer),
    "835 varied": (REMITTANCE, lambda _, size: varied_835.bodies(SEED, size)),
    "277CA varied": (CLAIM_ACKNOWLEDGMENT, lambda _, size: varied_277.bodies(SEED, size)),
    "837P varied": (CLAIM_PROFESSIONAL, lambda _, size: varied_837.professional(SEED, size)),
    "837I varied": (CLAIM_INSTITUTIONAL, lambda _, size: varied_837.institutional(SEED, size)),
}
"""By name: GS01, ST01 and GS08, and the bodies of its sets; None where all is one set."""


def write(kind: str, size: int, stream: BinaryIO) -> tuple[int, int]:
    """Write an interchange of about `size` bytes or one set; returns its claims and sets."""
    guide, bodies = KINDS[kind]
    owner = practice()
    writer = SegmentWriter()
    identity = owner.payers[0].profile.identities[0]
    receiver = owner.billing.identities[0]
    writer.open_interchange(
        address=InterchangeAddress(
            sender_qualifier=identity.qualifier,
            sender_id=identity.sender_id,
            receiver_qualifier=receiver.qualifier,
            receiver_id=receiver.sender_id,
        ),
        prepared_at=PREPARED_AT,
        control_number="1",
    )
    writer.open_group(
        address=GroupAddress(
            functional_code=guide[0],
            sender_code=identity.sender_id,
            receiver_code=receiver.sender_id,
            version=guide[2],
        ),
        prepared_at=PREPARED_AT,
        control_number="1",
    )
    written = stream.write(writer.getvalue())
    if bodies is None:
        claims, sets = _one_set(owner, size, stream), 1
    else:
        claims, sets = 0, 0
        batch = max(_FEWEST_CLAIMS, min(CLAIMS_A_SET, size // _BYTES_PER_CLAIM_AND_SETS))
        for body, claims_here in bodies(owner, batch):
            sets += 1
            claims += claims_here
            written += stream.write(_set(guide, sets, body))
            if written >= size:
                break
    stream.write(f"GE*{sets}*1~IEA*1*000000001~".encode("ascii"))
    return claims, sets


def _set(guide: tuple[str, str, str], number: int, body: str) -> bytes:
    version = "" if guide is REMITTANCE else f"*{guide[2]}"
    head, count = f"ST*{guide[1]}*{number:04d}{version}~", body.count("~") + 2
    return f"{head}{body}SE*{count}*{number:04d}~".encode("ascii")


def _one_set(owner: Practice, size: int, stream: BinaryIO) -> int:
    """One 835 of about `size` bytes: its claims go to a file first, for BPR02 stands before."""
    claims, total, segments = 0, 0, 0
    first: Decided | None = None
    with TemporaryFile(dir=FOLDER) as body:
        for decided in _decisions(owner):
            first = first or decided
            for remittance in remittances(decided.encounter, decided.decision):
                text = _claim(decided.encounter, remittance).encode("ascii")
                total += remittance.paid
                claims += 1
                segments += text.count(b"~")
                body.write(text)
            if body.tell() >= size:
                break
        assert first is not None
        head = _header(
            first.encounter.payer, first.encounter.facility, payment=total, paid_on=DAY, number=1
        ).encode("ascii")
        stream.write(b"ST*835*0001~" + head)
        body.seek(0)
        shutil.copyfileobj(body, stream, 1 << 20)
    stream.write(f"SE*{segments + head.count(b'~') + 2}*0001~".encode("ascii"))
    return claims


def provide(kind: str, size: int) -> Input:
    """The file of that kind and about that size, written unless it is there from before."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stem = f"{kind.replace(' ', '-')}-{size}-v{VERSION}"
    path, facts = FOLDER / f"{stem}.x12", FOLDER / f"{stem}.json"
    if not facts.exists():
        with path.open("wb") as stream:
            claims, sets = write(kind, size, stream)
        made = Input(kind=kind, path=str(path), size=path.stat().st_size, claims=claims, sets=sets)
        facts.write_text(json.dumps(asdict(made)), encoding="utf-8")
    stored = json.loads(facts.read_text(encoding="utf-8"))
    return Input(**{**stored, "path": str(path)})


def main() -> None:
    """Write one file (in a process of its own, so that its memory is nobody else's)."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("kind", choices=list(KINDS))
    parser.add_argument("size", type=int, help="bytes")
    arguments = parser.parse_args()
    sys.stdout.write(json.dumps(asdict(provide(arguments.kind, arguments.size))) + "\n")


if __name__ == "__main__":
    main()
