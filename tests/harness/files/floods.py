"""Files of about a megabyte by which one partner would keep the stage busy for everybody."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.model import SimulatedFile
from tests.harness.files.made_files import JUNIPER, Clp, Payment, remittance
from tests.harness.files.trial_files import trial_file

Make = Callable[[str], SimulatedFile]
FLOODER = "juniper-medicaid"


@dataclass(frozen=True)
class Flood:
    """One kind of flood, and what the receipt says of it."""

    name: str
    make: Make
    findings: frozenset[str] = frozenset()
    claim: bool = False
    """True if it is about a claim that was sent."""
    partner_id: str = FLOODER


def _many_remittances(number: str) -> SimulatedFile:
    claims = [Clp(number, charge=120, paid=0, icn=f"I{one}") for one in range(3_000)]
    return remittance(Payment(claims), payer=JUNIPER)


def _blanks(number: str) -> SimulatedFile:
    file = remittance(Payment([Clp(number)]), payer=JUNIPER)
    padded = file.content.replace(b"\nLX*1~", b"\n" + b" " * 60_000 + b"LX*1~")
    return trial_file(file.name, padded)


def _interchanges(number: str) -> SimulatedFile:
    file = remittance(Payment([Clp(number)]), payer=JUNIPER)
    head = file.content[: file.content.index(b"~") + 2]
    numbered = (b"%b%09d%b" % (head[:90], one, head[99:]) for one in range(10_000))
    return trial_file(file.name, b"".join(numbered))


def _empty_sets(number: str) -> SimulatedFile:
    file = remittance(Payment([Clp(number)]), payer=JUNIPER)
    first = file.content.index(b"ST*835")
    last = file.content.index(b"GE*")
    sets = b"".join(b"ST*835*%06d~\nSE*2*%06d~\n" % (one, one) for one in range(40_000))
    tail = file.content[last:].replace(b"GE*1*", b"GE*40000*")
    return trial_file(file.name, file.content[:first] + sets + tail)


def _levels(number: str) -> SimulatedFile:
    file = remittance(Payment([Clp(number)]), payer=JUNIPER)
    head = file.content[: file.content.index(b"ST*835")]
    head = head.replace(b"GS*HP", b"GS*HN").replace(b"005010X221A1", b"005010X214")
    levels = b"".join(b"HL*%d*%d*22*1~\n" % (one, one - 1) for one in range(2, 50_000))
    body = b"ST*277*0001*005010X214~\nBHT*0085*08*X*20261001*0815*TH~\nHL*1**20*1~\n" + levels
    count = body.count(b"~") + 1
    tail = file.content[file.content.index(b"GE*") :]
    return trial_file(file.name, head + body + b"SE*%d*0001~\n" % count + tail)


FLOODS = (
    Flood("remittances of one claim", _many_remittances, claim=True),
    Flood("blanks in a segment", _blanks),
    Flood("interchanges", _interchanges, frozenset({"X12_IEA_MISSING"})),
    Flood("empty sets", _empty_sets, frozenset({"X12_TOO_MANY_SETS"})),
    Flood("nested levels", _levels),
)
