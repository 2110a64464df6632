"""Numbers that a mistyped account number may have meant: one character off, or zeros lost."""

from collections.abc import Iterator
from itertools import islice
from string import ascii_uppercase, digits

MOST = 600
"""Numbers that are tried: a handful of batch reads."""
LONGEST = 20
"""Characters of a number that are varied (CLM01 has as many)."""
_ZEROS = 8


def near_numbers(number: str) -> list[str]:
    """Return other numbers near this one: the likeliest mistakes first, `MOST` at the most."""
    if not 1 < len(number) <= LONGEST:
        return []
    found = dict.fromkeys(
        each for each in _variants(number) if each and each != number and len(each) <= LONGEST
    )
    return list(islice(found, MOST))


def _variants(number: str) -> Iterator[str]:
    yield number.upper()
    yield from _with_zeros(number.upper())
    for place in range(len(number) - 1):
        yield number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    for place in range(len(number)):
        yield number[:place] + number[place + 1 :]
    for place, character in enumerate(number):
        for other in _alike(character):
            yield number[:place] + other + number[place + 1 :]
    for place in range(len(number) + 1):
        for digit in digits:
            yield number[:place] + digit + number[place:]


def _with_zeros(number: str) -> Iterator[str]:
    """Yield the number with other counts of zeros before its digits."""
    letters = number.rstrip(digits)
    rest = number[len(letters) :].lstrip("0")
    if rest and not any(map(str.isdigit, letters)):
        for count in range(_ZEROS + 1):
            yield f"{letters}{'0' * count}{rest}"


def _alike(character: str) -> str:
    """Return the characters that are typed in place of one: digits for digits, and look-alikes."""
    if character.isdigit():
        return digits + {"0": "O", "1": "I", "5": "S", "8": "B"}.get(character, "")
    return ascii_uppercase + {"O": "0", "I": "1", "L": "1", "S": "5", "B": "8"}.get(character, "")
