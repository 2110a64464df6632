"""The third blind set for masking: its labels are exact, and it is what was written blind.

Nothing here runs masking.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache
from random import Random

import pytest

from tests.proofs.masking.corpus import (
    KEEP,
    FakePerson,
    FakeTicket,
    Truth,
    Written,
    templates_of,
    tickets,
)
from tests.proofs.masking.third_blind.draws import LISTS
from tests.proofs.masking.third_blind.styles import SEED, STYLE

pytestmark = pytest.mark.capability("T6.1")

_TEMPLATES = templates_of(STYLE.folder)
_SLOTS = re.compile(r"\{\{([a-z0-9_.]+)\}\}")
_COUNT = 2 * len(_TEMPLATES)
_CLASSES = {
    *("names", "geography", "dates", "ages", "phones", "faxes", "emails", "ssn", "records"),
    *("health_plan", "accounts", "licenses", "vehicles", "devices", "urls", "addresses_ip"),
    *("biometrics", "other"),
}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MESES = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_WRITTEN_BLIND = "3047677ad057d5756426878d424a1a7db82f22eb391362397c60c50744dcb380"


@cache
def _tickets() -> tuple[FakeTicket, ...]:
    return tuple(tickets(STYLE, count=_COUNT, seed=SEED))


def _labels(safe_harbor: str) -> Iterator[tuple[FakeTicket, Truth, str]]:
    for ticket in _tickets():
        for truth in ticket.truths:
            if truth.safe_harbor == safe_harbor:
                yield ticket, truth, ticket.text[truth.start : truth.end]


def _known() -> Iterator[tuple[FakePerson, Truth, str]]:
    for number, ticket in enumerate(_tickets()):
        person = STYLE.person(Random(f"{SEED} {number}"))  # noqa: S311 - seeded fiction
        for truth in ticket.truths:
            if truth.of_patient:
                yield person, truth, ticket.text[truth.start : truth.end]


def test_it_is_the_set_that_was_written_before_masking_ran_on_it() -> None:
    said = "\n".join(f"{one.text}\n{one.truths}" for one in _tickets())

    assert hashlib.sha256(said.encode()).hexdigest() == _WRITTEN_BLIND


def test_it_has_two_hundred_templates_in_fifteen_styles_and_every_class() -> None:
    found = {truth.safe_harbor for ticket in _tickets() for truth in ticket.truths}

    assert len(_TEMPLATES) == len(set(_TEMPLATES.values())) >= 200
    assert len({name.split("/")[0] for name in _TEMPLATES}) >= 15
    assert found == {KEEP, *_CLASSES}


def test_every_slot_is_known_and_every_known_slot_is_used() -> None:
    used = set().union(*(_SLOTS.findall(text) for text in _TEMPLATES.values()))
    plain = {name.removesuffix(".lc").removesuffix(".uc") for name in used}

    assert used <= set(STYLE.slots)
    assert plain == {name for name in STYLE.slots if not name.endswith((".lc", ".uc"))}


def test_no_text_has_a_mark_of_a_slot() -> None:
    assert not [one.template for one in _tickets() if re.search(r"\{\{|\}\}\w", one.text)]


def test_every_label_stands_where_its_slot_was_written() -> None:
    said: list[str] = []

    def remembered(name: str, random: Random, person: FakePerson) -> Written:
        written = STYLE.slots[name](random, person)
        said.extend(text for text, safe_harbor in written.pieces if safe_harbor)
        return written

    slots = {name: lambda r, p, name=name: remembered(name, r, p) for name in STYLE.slots}
    again = tuple(tickets(replace(STYLE, slots=slots), count=_COUNT, seed=SEED))
    labeled = [one.text[each.start : each.end] for one in again for each in one.truths]

    assert again == _tickets()
    assert [one.casefold() for one in labeled] == [one.casefold() for one in said]


def test_labels_are_in_order_apart_and_without_blanks_around_them() -> None:
    for ticket in _tickets():
        ends = [0, *(truth.end for truth in ticket.truths)]
        for truth, before in zip(ticket.truths, ends, strict=False):
            text = ticket.text[truth.start : truth.end]
            assert before <= truth.start < truth.end <= len(ticket.text), ticket.template
            assert text == text.strip(), (ticket.template, truth.slot)
            assert any(map(str.isalnum, text)), (ticket.template, truth.slot)


def test_a_known_name_is_the_patients_as_people_write_it() -> None:
    for person, truth, text in _known():
        if truth.safe_harbor == "names":
            assert _is_name_of(person, _bare(text)), (person.given, person.family, text)


def _is_name_of(person: FakePerson, text: str) -> bool:
    given, family, middle = map(_bare, (person.given, person.family, person.middle))
    halves = map(_bare, person.family.split("-"))
    forms = {given, family, *halves, given[0] + family, given + family[0]}
    forms |= {given[0] + family[0], given[0] + middle + family[0]}
    whole = {given + family, given + middle + family, family + given, family + given + middle}
    close = (SequenceMatcher(None, text, one, autojunk=False).ratio() for one in whole)
    return text in forms | whole or max(close) > 0.75  # one slip in a short name


def test_a_known_number_or_place_is_one_that_the_claim_has() -> None:
    numbers = {
        "emails": "email",
        "records": "mrn",
        "accounts": "account",
        "health_plan": "member_id",
        "phones": "phone",
        "ssn": "ssn",
    }
    for person, truth, text in _known():
        if truth.safe_harbor in numbers:
            has = _bare(getattr(person, numbers[truth.safe_harbor]))
            assert _is_number(_bare(_in_digits(text)), has, truth.slot), (truth, text)
        elif truth.safe_harbor == "geography":
            assert _bare(text) in map(_bare, (person.street, person.city, person.zip_code))


def _is_number(text: str, has: str, slot: str) -> bool:
    if slot in {"ssn.4", "ssn.x"}:
        return text == has[-4:]
    if slot.startswith(("mem.ocr", "acc.ocr")):
        return len(text) == len(has) and sum(a != b for a, b in zip(text, has, strict=True)) <= 1
    if slot == "mem.sw":
        return sorted(text) == sorted(has)
    return text == has


def _in_digits(text: str) -> str:
    words = text.casefold().split()
    if set(words) <= set(_DIGITS):
        return "".join(str(_DIGITS.index(word)) for word in words)
    return text


def test_a_known_day_is_the_day_of_birth() -> None:
    for person, truth, text in _known():
        if truth.safe_harbor == "dates":
            month, day = person.born.month, person.born.day
            numbers = [int(one) for one in re.findall(r"\d+", text)]
            words = {one[:3] for one in re.findall(r"[a-z]{3,}", text.casefold())}
            assert set(numbers) <= {month, day, month * 100 + day}, (truth, text)
            assert numbers or words & {_MONTHS[month - 1], _MESES[month - 1]}, (truth, text)
            assert len(numbers) > 1 or words or numbers == [month * 100 + day], (truth, text)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def test_labels_have_no_word_that_identifies_nobody() -> None:
    beside = (
        r"\b(county|parish|apt|unit|ext|extension|po box|p\.o\.|dr\.|mrs?\.|ms\.|miss|llc|inc)\b"
    )
    for safe_harbor in _CLASSES - {"names"}:
        for ticket, truth, text in _labels(safe_harbor):
            is_street = truth.slot.startswith(("st", "addr", "apt"))
            assert is_street or not re.search(beside, text, re.IGNORECASE), (ticket.template, text)


def test_no_year_is_in_the_label_of_a_date() -> None:
    found = {text for _, _, text in _labels("dates") if re.search(r"(19|20)\d\d", text)}

    assert not [one for one in found if not re.fullmatch(r"(0[1-9]|1[0-2])[0-3]\d", one)]


def test_only_ages_above_89_are_labeled() -> None:
    ages = [text for _, _, text in _labels("ages") if text.isdigit()]

    assert ages
    assert all(90 <= int(age) < 120 for age in ages)


def test_no_text_that_has_to_stay_has_a_word_of_the_patients_name() -> None:
    for number, ticket in enumerate(_tickets()):
        person = STYLE.person(Random(f"{SEED} {number}"))  # noqa: S311 - seeded fiction
        own = set(re.findall(r"[a-z]{3,}", f"{person.given} {person.family}".casefold()))
        for truth in (one for one in ticket.truths if one.safe_harbor == KEEP):
            text = ticket.text[truth.start : truth.end].casefold()
            assert not own & set(re.findall(r"[a-z]+", text)), (ticket.template, text)


def test_the_npis_are_valid() -> None:
    found = [text for _, truth, text in _labels(KEEP) if truth.slot == "k.npi"]

    assert found
    assert all(_luhn("80840" + one) % 10 == 0 for one in found)


def _luhn(digits: str) -> int:
    doubled = [int(one) * (1 + at % 2) for at, one in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled)


@pytest.mark.parametrize(("kind", "least"), [("given", 300), ("family", 550)])
def test_there_are_many_names_of_many_origins(kind: str, least: int) -> None:
    found = {name for list_, names in LISTS.items() if list_.startswith(kind) for name in names}

    assert len(found) >= least


def test_no_list_has_a_line_twice() -> None:
    for name, lines in LISTS.items():
        assert len(lines) == len(set(lines)), name
        assert all(line == line.strip() != "" for line in lines), name
