"""Bundles: files of very many small interchanges, as a clearinghouse sends them for a month."""

from collections.abc import Iterator

from simulator.model import SimulatedFile
from tests.harness.files.made_files import JUNIPER, Clp, Payment, remittance
from tests.harness.files.trial_files import trial_file

BUNDLE_INTERCHANGES = 37_537
"""Interchanges of the bundle that a user had: 30 MB."""
PARTNER = "juniper-medicaid"
_ISA13, _ISA14 = slice(90, 99), slice(100, 101)
_NUMBER = "BND000000"


def bundle(
    interchanges: int, *, ask_for_ta1: bool = False, claim: str = "BND", filler: int = 0
) -> SimulatedFile:
    """Return a file of remittances, each an interchange of its own about a claim of its own.

    `filler` is the number of blanks between interchanges.
    """
    pieces = _interchanges(interchanges, ask_for_ta1=ask_for_ta1, claim=claim)
    return trial_file("bundle.835", (b"\n" * filler).join(pieces))


def _interchanges(count: int, *, ask_for_ta1: bool, claim: str) -> Iterator[bytes]:
    payment = Payment([Clp(_NUMBER, charge=100, paid=100)])
    model = bytearray(remittance(payment, payer=JUNIPER).content)
    old = bytes(model[_ISA13])
    if ask_for_ta1:
        model[_ISA14] = b"1"
    whole = bytes(model)
    for at in range(count):
        number = b"%09d" % (at + 1)
        one = whole.replace(old, number).replace(_NUMBER.encode(), b"%b%06d" % (claim.encode(), at))
        yield one.replace(b"TRN*1*T", b"TRN*1*T%06d" % at)
