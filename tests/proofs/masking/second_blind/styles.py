"""The second blind set; written, and its seed fixed, before masking ran on it.

Each slot can be written in small letters (`.lc`) or in capitals (`.uc`).
"""

from collections.abc import Callable, Mapping
from random import Random

from tests.proofs.masking.corpus import FakePerson, Style, Written
from tests.proofs.masking.second_blind.days import DAYS, Slot
from tests.proofs.masking.second_blind.draws import FOLDER, person
from tests.proofs.masking.second_blind.kept import AGES, KEPT
from tests.proofs.masking.second_blind.numbers import NUMBERS
from tests.proofs.masking.second_blind.people import PEOPLE

SEED = 731_905
"""The seed of the measured tickets."""


def _cased(slot: Slot, change: Callable[[str], str]) -> Slot:
    def written(random: Random, p: FakePerson) -> Written:
        found = slot(random, p)
        pieces = tuple((_same_length(text, change), label) for text, label in found.pieces)
        return Written(pieces=pieces, of_patient=found.of_patient)

    return written


def _same_length(text: str, change: Callable[[str], str]) -> str:
    changed = change(text)
    return changed if len(changed) == len(text) else text


_AS_WRITTEN: Mapping[str, Slot] = {**PEOPLE, **DAYS, **AGES, **NUMBERS, **KEPT}
STYLE = Style(
    folder=FOLDER,
    person=person,
    slots={
        **_AS_WRITTEN,
        **{f"{name}.lc": _cased(slot, str.lower) for name, slot in _AS_WRITTEN.items()},
        **{f"{name}.uc": _cased(slot, str.upper) for name, slot in _AS_WRITTEN.items()},
    },
)
