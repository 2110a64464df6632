"""Situations in which other payers and billers speak of a claim: files, by what they attempt."""

from collections.abc import Mapping
from types import MappingProxyType

from simulator.model import SimulatedFile
from tests.harness.files.made_files import (
    CEDAR,
    FOXGLOVE,
    JUNIPER,
    Answer,
    Clp,
    Payer,
    Provider,
    Sent,
    Taken,
    acknowledged,
    answered,
    paid,
    sent,
)

NUMBER = "HL0001"
STRANGERS = "NORTHGATE"
"""ISA06 of the second biller."""
AS_JUNIPER = Payer("28", "CDRMC", "CDRMC", JUNIPER.identifier, JUNIPER.company, "MC", "")
"""Another payer's dropbox, with the claim's payer named within."""

Files = tuple[SimulatedFile, ...]


def own_files() -> Files:
    """A claim that was accepted, paid with a forwarding's place left open, and asked about."""
    return (
        sent(Sent(NUMBER), reference="OWN1"),
        acknowledged(Provider(claims=[Taken(NUMBER, icn="P1")]), reference="OWN1"),
        paid(Clp(NUMBER, "1", 120, 100, 20, ["PR*2*20"])),
    )


def _remitted(status: str, charge: int, cents: int, cas: str, payer: Payer) -> SimulatedFile:
    return paid(Clp(NUMBER, status, charge, cents, 0, [cas] if cas else ()), payer=payer)


def _submitted(frequency: str, charge: int = 120, replaces: str = "") -> SimulatedFile:
    claim = Sent(NUMBER, charge, frequency=frequency, replaces=replaces)
    return sent(claim, on="20260910", sender=STRANGERS)


ATTACKS: Mapping[str, Files] = MappingProxyType(
    {
        "pays": (_remitted("1", 120, 120, "", CEDAR),),
        "pays as second payer": (_remitted("2", 120, 20, "OA*23*100", CEDAR),),
        "denies": (_remitted("4", 120, 0, "CO*29*120", CEDAR),),
        "reverses": (_remitted("22", -120, -100, "PR*2*-20", CEDAR),),
        "forwards to itself": (_remitted("23", 120, 0, "CO*109*120", CEDAR),),
        "names the payer within": (
            _remitted("22", -120, -100, "PR*2*-20", AS_JUNIPER),
            answered(Answer(NUMBER, "F2:88", icn="P1"), payer=AS_JUNIPER),
        ),
        "refuses": (acknowledged(Provider(claims=[Taken(NUMBER, "A3:21:PR", "U")]), payer=CEDAR),),
        "answers": (answered(Answer(NUMBER, "F2:88"), Answer(NUMBER, "F3F:1"), payer=CEDAR),),
        "guesses by charge and day": (
            paid(Clp("0", "2", 120, 5, 0, ["OA*23*115"]), payer=FOXGLOVE),
            paid(Clp("NOBODYS", "1", 120, 5, 0, ["CO*45*115"], icn="P1"), payer=CEDAR),
        ),
        "voids": (_submitted("8", replaces="P1"),),
        "replaces": (_submitted("7", 900, replaces="P1"),),
        "submits the same number": (_submitted("1", 700),),
        "supersedes by the payer's number": (
            sent(
                Sent("NG0009", 120, frequency="8", replaces="P1"),
                on="20261002",
                sender=STRANGERS,
            ),
        ),
    }
)
"""By what a partner attempts from its own dropbox."""

HEALS: Mapping[str, Files] = MappingProxyType(
    {
        "a later 837 names the payer": (
            sent(Sent(NUMBER)),
            paid(Clp(NUMBER, "1", 120, 100, 20, ["PR*2*20"])),
            paid(Clp(NUMBER, "2", 120, 20, 0, ["OA*23*100"]), payer=CEDAR, on="20261009"),
            sent(
                Sent(NUMBER, frequency="7", replaces="P1", others=[CEDAR]),
                on="20261020",
            ),
        ),
        "a remittance forwards the claim": (
            sent(Sent(NUMBER)),
            paid(
                Clp(
                    NUMBER,
                    "19",
                    120,
                    100,
                    20,
                    ["PR*2*20"],
                    extra=f"NM1*TT*2*CEDAR*****PI*{CEDAR.identifier}~",
                )
            ),
            paid(Clp(NUMBER, "4", 120, 0, 0, ["CO*29*120"]), payer=CEDAR, on="20261009"),
        ),
        "a remittance forwards it to nobody": (
            sent(Sent(NUMBER)),
            paid(Clp(NUMBER, "19", 120, 100, 20, ["PR*2*20"])),
            paid(Clp(NUMBER, "2", 120, 20, 0, ["OA*23*100"]), payer=CEDAR, on="20261009"),
        ),
    }
)
"""By what gives authority in the end, whatever came first."""
