"""Seeded damage to X12 files: each mutation is a function of its number, and can be made again."""

from collections.abc import Callable
from random import Random

from claimtrail.x12.envelopes.segment_scanner import ISA_LENGTH

MOST_STEPS = 3
_ENVELOPE = (b"ISA", b"GS", b"ST", b"SE", b"GE", b"IEA")
_VALUES = (
    *(b"", b"0", b"-1", b"1.005", b"1E5", b"NaN", b"ZZ", b"XX", b"A", b"99999999999999999999"),
    *(b"20261399", b"20260230", b"2026030", b"260302", b"9999", b"2561", b"12:60"),
    *(b"QUILLFEATHER", b"A" * 90, b"\x07", b"caf\xe9", b" ", b"lower", b"1497758545"),
    *(b"ZZT123454321", b"19510704Z"),
)


class _File:
    """A file's segments, without terminators, and its delimiters."""

    def __init__(self, data: bytes) -> None:
        self.element, self.component = data[3:4], data[104:105]
        self.terminator = data[105:106]
        self.segments = data.split(self.terminator)

    def joined(self) -> bytes:
        return self.terminator.join(self.segments)

    def place(self, dice: Random, *, body: bool = True) -> int:
        """A segment's index: within a set, or anywhere but the ISA."""
        places = [
            index
            for index, segment in enumerate(self.segments[:-1])
            if index and not (body and self.name(segment) in _ENVELOPE)
        ]
        return dice.choice(places or [0])

    def name(self, segment: bytes) -> bytes:
        return segment.lstrip(b"\r\n").split(self.element)[0]

    def elements(self, index: int) -> list[bytes]:
        return self.segments[index].split(self.element)

    def put(self, index: int, elements: list[bytes]) -> None:
        self.segments[index] = self.element.join(elements)


def _delete(file: _File, dice: Random) -> None:
    del file.segments[file.place(dice)]


def _delete_any(file: _File, dice: Random) -> None:
    del file.segments[file.place(dice, body=False)]


def _repeat(file: _File, dice: Random) -> None:
    index = file.place(dice)
    file.segments[index:index] = [file.segments[index]] * dice.choice((1, 1, 1, 12))


def _swap(file: _File, dice: Random) -> None:
    index = file.place(dice)
    if 0 < index < len(file.segments) - 2:
        first, second = file.segments[index : index + 2]
        file.segments[index : index + 2] = [second, first]


def _move(file: _File, dice: Random) -> None:
    segment = file.segments.pop(file.place(dice))
    file.segments.insert(file.place(dice), segment)


def _element_of(file: _File, dice: Random) -> tuple[int, list[bytes], int]:
    index = file.place(dice)
    elements = file.elements(index)
    return index, elements, dice.randrange(1, len(elements)) if len(elements) > 1 else 0


def _blank(file: _File, dice: Random) -> None:
    index, elements, place = _element_of(file, dice)
    elements[place] = b""
    file.put(index, elements)


def _lengthen(file: _File, dice: Random) -> None:
    index, elements, place = _element_of(file, dice)
    elements[place] += elements[place][-1:] * dice.choice((1, 2, 40, 300)) or b"9"
    file.put(index, elements)


def _shorten(file: _File, dice: Random) -> None:
    index, elements, place = _element_of(file, dice)
    elements[place] = elements[place][:-1]
    file.put(index, elements)


def _replace(file: _File, dice: Random) -> None:
    index, elements, place = _element_of(file, dice)
    elements[place] = dice.choice(_VALUES)
    file.put(index, elements)


def _character(file: _File, dice: Random) -> None:
    index, elements, place = _element_of(file, dice)
    value = bytearray(elements[place] or b"0")
    value[dice.randrange(len(value))] = dice.choice(b"0123456789ABZabz-. ")
    elements[place] = bytes(value)
    file.put(index, elements)


def _component(file: _File, dice: Random) -> None:
    index, elements, place = _element_of(file, dice)
    extra = dice.choice((b"", b"A", b"11", file.component * 3))
    elements[place] += file.component + extra
    file.put(index, elements)


def _append(file: _File, dice: Random) -> None:
    index, elements, _ = _element_of(file, dice)
    file.put(index, [*elements, *[b""] * dice.choice((0, 0, 1, 5)), dice.choice((b"", b"X"))])


def _envelope_element(file: _File, dice: Random) -> None:
    """Counts, control numbers and versions of ST, SE, GS, GE and IEA."""
    places = [
        index
        for index, segment in enumerate(file.segments)
        if index and file.name(segment) in _ENVELOPE
    ]
    index = dice.choice(places or [0])
    elements = file.elements(index)
    place = dice.randrange(1, len(elements)) if len(elements) > 1 else 0
    elements[place] = dice.choice((b"", b"0", b"7", b"000000009", b"005010X217", b"277", b"HP"))
    file.put(index, elements)


def _count_again(file: _File, _: Random) -> None:
    """SE01 as it should be: what is wrong is then the body's fault alone."""
    count = 0
    for index, segment in enumerate(file.segments):
        name = file.name(segment)
        count = 1 if name == b"ST" else count + bool(segment.strip())
        elements = file.elements(index)
        if name == b"SE" and len(elements) > 1:
            elements[1] = str(count).encode("ascii")
            file.put(index, elements)


def _insert(file: _File, dice: Random) -> None:
    extra = dice.choice((b"", b" ", b"ZZZ*1", b"REF*G1*77", b"HL*9**22*0", b"NTE*ADD*X", b"LX*1"))
    file.segments.insert(file.place(dice), extra.replace(b"*", file.element))


Mutator = Callable[[_File, Random], None]
MUTATORS: tuple[Mutator, ...] = (
    *(_delete, _delete, _delete_any, _repeat, _swap, _move, _blank, _blank, _lengthen, _shorten),
    *(_replace, _replace, _replace, _character, _character, _component, _append),
    *(_envelope_element, _insert),
)
_COUNT_KEPT = 0.8
_WHOLE_FILE = 0.06


def _on_the_whole(data: bytes, dice: Random) -> bytes:
    """Damage that knows no segments: truncation, delimiters, line breaks, joins."""
    kind = dice.randrange(6)
    if kind == 0:
        return data[: dice.randrange(len(data))]
    if kind == 1:
        return data.replace(data[105:106], data[105:106] + b"\r\n")
    if kind == 2:
        return data.translate(bytes.maketrans(b"*:^~", b"|>}\x1c"))
    if kind == 3:
        return data + data
    if kind == 4:
        return data[:104] + dice.choice((b">", b"A", data[3:4])) + data[105:]
    start = dice.randrange(ISA_LENGTH, len(data))
    return data[:start] + data[start + dice.randrange(1, 60) :]


def mutate(data: bytes, seed: str) -> bytes:
    """The file with one to three kinds of damage, always the same for the same seed."""
    dice = Random(seed)  # noqa: S311 - seeded on purpose
    if dice.random() < _WHOLE_FILE:
        return _on_the_whole(data, dice)
    file = _File(data)
    for _ in range(dice.choice((1, 1, 1, 2, MOST_STEPS))):
        if file.segments:
            dice.choice(MUTATORS)(file, dice)
    if dice.random() < _COUNT_KEPT:
        _count_again(file, dice)
    return file.joined()
