"""Numbers, addresses and dates that are known, whatever blanks and dashes stand in them."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from claimtrail.tickets.masking.dates import dates_in
from claimtrail.tickets.masking.known import KnownIdentifiers
from claimtrail.tickets.masking.model import FoundIdentifier, SafeHarborClass
from claimtrail.tickets.masking.tokens import Words, fold

C = SafeHarborClass
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"})
_WIDEST_GAP = 3
_SEPARATORS = re.compile(r"[ \t\-./_,:#()\u2013]*")
_SUFFIX = re.compile(r"[-/ ]?\d{2}(?![\w])|(?:-\d{4})(?!\w)")
_SHORT = 5
"""Letters and digits below which a number must stand alone."""
_LAST_FOUR = 4
_SSN = 9
_PHONE = 10
_LOCAL = 7


class Squeezed:
    """A text's letters and digits alone, with their places: blanks and dashes do not matter."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = [place for place, one in enumerate(text) if one.isalnum()]
        upper = text.upper()
        letters = upper if len(upper) == len(text) else text
        self._letters = "".join(letters[place] for place in self._at)
        self._folded = self._letters.translate(_MISREAD)

    def find(self, number: str, *, exact: bool = False) -> Iterator[tuple[int, int]]:
        """Yield the places of a number."""
        wanted = "".join(one for one in number.upper() if one.isalnum())
        inside, wanted = (
            (self._letters, wanted) if exact else (self._folded, wanted.translate(_MISREAD))
        )
        start = inside.find(wanted) if wanted else -1
        while start >= 0:
            end = start + len(wanted)
            if self._is_one(start, end):
                yield self._at[start], self._at[end - 1] + 1
            start = inside.find(wanted, start + 1)

    def _is_one(self, start: int, end: int) -> bool:
        """Return whether nothing but separators stands within it, and no digit right beside it."""
        for left in range(start, end - 1):
            gap = self._at[left + 1] - self._at[left] - 1
            if gap > _WIDEST_GAP:
                return False
            if gap and not _SEPARATORS.fullmatch(
                self._text, self._at[left] + 1, self._at[left + 1]
            ):
                return False
        first, last = self._at[start], self._at[end - 1]
        before = self._text[first - 1] if first else " "
        after = self._text[last + 1] if last + 1 < len(self._text) else " "
        if end - start < _SHORT + 1:
            return not before.isalnum() and not after.isalnum()
        return not (self._text[first].isdigit() and before.isdigit()) and not (
            self._text[last].isdigit() and after.isdigit()
        )


def known_numbers_in(text: str, known: KnownIdentifiers) -> Iterator[FoundIdentifier]:
    """Yield the known numbers and mail addresses of a text."""
    squeezed = Squeezed(text)
    for kind, rule, numbers in _numbers(known):
        for number in numbers:
            for start, end in squeezed.find(number):
                if rule == "zip" and set(text[start:end]) & {",", "."}:
                    continue
                yield FoundIdentifier(start, _with_suffix(text, end), kind, f"known:{rule}", 1.0)
    for number in known.social_security_numbers:
        yield from _ssn(squeezed, number)
    for phone in known.phones:
        yield from _phone(squeezed, phone)
    lower = text.lower()
    for email in known.emails:
        for wanted in (email.lower(), email.partition("@")[0].lower()):
            start = lower.find(wanted) if len(wanted) > _SHORT else -1
            while start >= 0:
                yield FoundIdentifier(start, start + len(wanted), C.EMAILS, "known:email", 1.0)
                start = lower.find(wanted, start + 1)


def _numbers(known: KnownIdentifiers) -> Iterator[tuple[SafeHarborClass, str, Iterable[str]]]:
    yield C.HEALTH_PLAN, "member id", known.member_ids
    yield C.ACCOUNTS, "account number", known.account_numbers
    yield C.RECORDS, "record number", known.record_numbers
    yield C.OTHER, "claim number", known.claim_numbers
    yield C.GEOGRAPHY, "zip", known.zip_codes
    yield C.GEOGRAPHY, "zip", {one[:5] for one in known.zip_codes if len(one) > 5}  # noqa: PLR2004 - ZIP+4


def _with_suffix(text: str, end: int) -> int:
    """Return the end of a number with what is written behind it: a dependent's two digits."""
    found = _SUFFIX.match(text, end)
    return found.end() if found and text[end : end + 1] in {"-", "/"} else end


def _ssn(squeezed: Squeezed, number: str) -> Iterator[FoundIdentifier]:
    digits = "".join(filter(str.isdigit, number))
    if len(digits) == _SSN:
        for span in squeezed.find(digits):
            yield FoundIdentifier(*span, C.SSN, "known:ssn", 1.0)
    if len(digits) >= _LAST_FOUR:
        for span in squeezed.find(digits[-_LAST_FOUR:], exact=True):
            if span[1] - span[0] == _LAST_FOUR:
                yield FoundIdentifier(*span, C.SSN, "known:ssn last four", 1.0)


def _phone(squeezed: Squeezed, phone: str) -> Iterator[FoundIdentifier]:
    digits = "".join(filter(str.isdigit, phone))[-_PHONE:]
    for wanted in (digits, digits[-_LOCAL:]):
        if len(wanted) >= _LOCAL:
            for span in squeezed.find(wanted):
                yield FoundIdentifier(*span, C.PHONES, "known:phone", 1.0)


def known_dates_in(text: str, known: KnownIdentifiers) -> Iterator[FoundIdentifier]:
    """Yield the known dates of a text, in the forms that no pattern would take for a date."""
    squeezed = Squeezed(text)
    births = tuple(one.birth_date for one in known.people if one.birth_date)
    for rule, days in (("birth date", births), ("date", known.dates)):
        for day in days:
            for form in _compact_forms(day):
                for span in squeezed.find(form, exact=True):
                    yield FoundIdentifier(*span, C.DATES, f"known:{rule}", 1.0, year=_year(day))


def _year(day: date) -> str:
    """Return the year that may stay: it must not say that somebody is above 89."""
    return str(day.year)


def _compact_forms(day: date) -> tuple[str, ...]:
    """Return a date's digits as they are written without separators, six at the least."""
    return f"{day:%m%d%Y}", f"{day:%Y%m%d}", f"{day:%d%m%Y}", f"{day:%m%d%y}", f"{day:%y%m%d}"


def known_places_in(words: Words, known: KnownIdentifiers) -> Iterator[FoundIdentifier]:
    """Yield the known streets and cities of a text."""
    lowers = [word.lower for word in words.words]
    for street in known.streets:
        yield from _street(words, lowers, street)
    for city in known.cities:
        wanted = [fold(part) for part in re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)?", city)]
        for index in _runs(lowers, wanted):
            last = index + len(wanted) - 1
            yield FoundIdentifier(
                words.words[index].start, words.words[last].end, C.GEOGRAPHY, "known:city", 1.0
            )


def _street(words: Words, lowers: list[str], street: str) -> Iterator[FoundIdentifier]:
    """Yield the words of a street: from its house number, or its name, as far as they go on."""
    parts = [fold(one) for one in re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)?", street)]
    names = [one for one in parts if one.isalpha() and len(one) > 3]  # noqa: PLR2004 - no direction
    if len(parts) < 2:  # noqa: PLR2004 - number and name
        return
    wanted = set(parts)
    for index, lower in enumerate(lowers):
        if lower == parts[0] or (names and lower == names[0]):
            end = index
            while end + 1 < len(lowers) and end - index < len(parts) and lowers[end + 1] in wanted:
                end += 1
            if end > index or (
                names and lower == names[0] and index and lowers[index - 1] == parts[0]
            ):
                yield FoundIdentifier(
                    words.words[index].start, words.words[end].end, C.GEOGRAPHY, "known:street", 1.0
                )


def _runs(lowers: list[str], wanted: list[str]) -> Iterator[int]:
    for index in range(len(lowers) - len(wanted) + 1):
        if wanted and lowers[index : index + len(wanted)] == wanted:
            yield index


def _lower(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def born_in(text: str, known: KnownIdentifiers) -> Iterator[FoundIdentifier]:
    """Yield dates of the text that are a known birth date, whichever way they are written."""
    births = {one.birth_date for one in known.people if one.birth_date}
    if births:
        years = {str(day.year) for day in births}
        for found in dates_in(_lower(text)):
            if found.year in years:
                yield FoundIdentifier(
                    found.start, found.end, C.DATES, "known:birth date", 1.0, year=found.year
                )
