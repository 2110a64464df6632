"""The second blind set for masking: its labels are exact, and it is what was written blind.

Nothing here runs masking.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from tests.proofs.masking.corpus import (
    KEEP,
    FakePerson,
    FakeTicket,
    Truth,
    Written,
    lines_of,
    templates_of,
    tickets,
)
from tests.proofs.masking.second_blind.draws import LISTS, family, given
from tests.proofs.masking.second_blind.styles import SEED, STYLE

pytestmark = pytest.mark.capability("T6.1")

_TEMPLATES = templates_of(STYLE.folder)
_SLOTS = re.compile(r"\{\{([a-z0-9_.]+)\}\}")
_COUNT = 2 * len(_TEMPLATES)
_CLASSES = {
    *("names", "geography", "dates", "ages", "phones", "faxes", "emails", "ssn", "records"),
    *("health_plan", "accounts", "licenses", "vehicles", "devices", "urls", "addresses_ip"),
    *("biometrics", "other"),
}
_WRITTEN_BLIND = "5afafa016a0082764f26e5cd0a20657ba33b8dffbaa3b9dcdcff59b5254e3a8a"


@cache
def _tickets() -> tuple[FakeTicket, ...]:
    return tuple(tickets(STYLE, count=_COUNT, seed=SEED))


def _labels(safe_harbor: str) -> Iterator[tuple[FakeTicket, Truth, str]]:
    for ticket in _tickets():
        for truth in ticket.truths:
            if truth.safe_harbor == safe_harbor:
                yield ticket, truth, ticket.text[truth.start : truth.end]


def test_it_is_the_set_that_was_written_before_masking_ran_on_it() -> None:
    said = "\n".join(f"{one.text}\n{one.truths}" for one in _tickets())

    assert hashlib.sha256(said.encode()).hexdigest() == _WRITTEN_BLIND


def test_it_has_two_hundred_templates_in_ten_styles_and_every_class() -> None:
    found = {truth.safe_harbor for ticket in _tickets() for truth in ticket.truths}

    assert len(_TEMPLATES) == len(set(_TEMPLATES.values())) >= 200
    assert len({name.split("/")[0] for name in _TEMPLATES}) >= 10
    assert found == {KEEP, *_CLASSES}


def test_every_slot_is_known_and_every_known_slot_is_used() -> None:
    used = set().union(*(_SLOTS.findall(text) for text in _TEMPLATES.values()))
    plain = {name.removesuffix(".lc").removesuffix(".uc") for name in used}

    assert used <= set(STYLE.slots)
    assert plain == {name for name in STYLE.slots if not name.endswith((".lc", ".uc"))}


def test_no_text_has_a_mark_of_a_slot() -> None:
    assert not [
        one.template for one in _tickets() if re.search(r"\{\{|\}\}|<%|%[a-zA-Z]", one.text)
    ]


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


def test_a_known_identifier_is_one_that_the_claim_has() -> None:
    numbers = {
        "phones": "phone",
        "emails": "email",
        "ssn": "ssn",
        "records": "mrn",
        "accounts": "account",
        "health_plan": "member_id",
    }
    for number, ticket in enumerate(_tickets()):
        person = STYLE.person(Random(f"{SEED} {number}"))  # noqa: S311 - seeded fiction
        for truth in (one for one in ticket.truths if one.of_patient):
            text = _bare(ticket.text[truth.start : truth.end])
            if truth.safe_harbor in numbers:
                has = _bare(getattr(person, numbers[truth.safe_harbor]))
                assert text == has, (ticket.template, truth)
            elif truth.safe_harbor == "geography":
                assert text in map(_bare, (person.street, person.city, person.zip_code))
            elif truth.safe_harbor == "names":
                first, last = _bare(person.given), _bare(person.family)
                rest = text.replace(first, "", 1).replace(last, "", 1)
                alone = text in {first, last}
                assert alone or rest in {"", person.middle.casefold()}, (ticket.template, text)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def test_labels_have_no_word_that_identifies_nobody() -> None:
    beside = (
        r"\b(county|parish|apt|unit|ext|extension|po box|p\.o\.|dr\.|mrs?\.|ms\.|miss|llc|inc)\b"
    )
    for safe_harbor in _CLASSES - {"names"}:
        for ticket, truth, text in _labels(safe_harbor):
            is_street = truth.slot.startswith(("street", "addr"))
            assert is_street or not re.search(beside, text, re.IGNORECASE), (ticket.template, text)


def test_no_year_is_in_the_label_of_a_date() -> None:
    found = {text for _, _, text in _labels("dates") if re.search(r"(19|20)\d\d", text)}

    assert not [one for one in found if not re.fullmatch(r"(0[1-9]|1[0-2])[0-3]\d", one)]


def test_only_ages_above_89_are_labeled() -> None:
    ages = [text for _, _, text in _labels("ages") if text.isdigit()]

    assert ages
    assert all(90 <= int(age) < 120 for age in ages)


def test_the_npis_are_valid() -> None:
    found = [text for _, truth, text in _labels(KEEP) if truth.slot == "k.npi"]

    assert found
    assert all(_luhn("80840" + one) % 10 == 0 for one in found)


def _luhn(digits: str) -> int:
    doubled = [int(one) * (1 + at % 2) for at, one in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled)


@pytest.mark.parametrize(
    ("kind", "draw", "least"), [("given", given, 400), ("family", family, 800)]
)
def test_names_are_common_less_common_and_rare_as_in_the_us(
    kind: str, draw: Callable[[Random], str], least: int
) -> None:
    lists = {name: set(LISTS[f"{kind}_{name}"]) for name in ("common", "less", "words", "rare")}
    random = Random(SEED)  # noqa: S311 - seeded fiction
    drawn = Counter(_tier(lists, draw(random)) for _ in range(10_000))

    assert len(set().union(*lists.values())) >= least
    assert 0.62 < drawn["common"] / 10_000 < 0.70
    assert 0.20 < (drawn["less"] + drawn["words"]) / 10_000 < 0.28
    assert 0.06 < drawn["rare"] / 10_000 < 0.14


def _tier(lists: dict[str, set[str]], name: str) -> str:
    return next((tier for tier, names in lists.items() if name in names), "rare")


def test_no_list_has_a_name_twice() -> None:
    for path in (STYLE.folder / "names").glob("*.txt"):
        names = lines_of(path)
        assert len(names) == len(set(names)), path.name
        assert all(name == name.strip() != "" for name in names), path.name
