"""The third blind set; written, and its seed fixed, before masking ran on it.

Each slot can be written in small letters (`.lc`) or in capitals (`.uc`).
"""

from collections.abc import Callable, Mapping
from random import Random

from tests.proofs.masking.corpus import FakePerson, Style, Written
from tests.proofs.masking.third_blind.days import DAYS
from tests.proofs.masking.third_blind.draws import FOLDER, person
from tests.proofs.masking.third_blind.kept import KEPT
from tests.proofs.masking.third_blind.numbers import NUMBERS
from tests.proofs.masking.third_blind.people import PEOPLE, Slot

SEED = 408_117
"""The seed of the measured tickets."""


def _cased(slot: Slot, change: Callable[[str], str]) -> Slot:
    def written(random: Random, p: FakePerson) -> Written:
        found = slot(random, p)
        pieces = tuple((change(text), label) for text, label in found.pieces)
        return Written(pieces=pieces, of_patient=found.of_patient)

    return written


_AS_WRITTEN: Mapping[str, Slot] = {**PEOPLE, **DAYS, **NUMBERS, **KEPT}
STYLE = Style(
    folder=FOLDER,
    person=person,
    slots={
        **{f"{name}.lc": _cased(slot, str.lower) for name, slot in _AS_WRITTEN.items()},
        **{f"{name}.uc": _cased(slot, str.upper) for name, slot in _AS_WRITTEN.items()},
        **_AS_WRITTEN,
    },
)
