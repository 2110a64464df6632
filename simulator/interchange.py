"""One file's envelopes: control numbers of its sender, and the sender's own delimiters."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from simulator.partners import PartnerIdentity

CLAIM_PROFESSIONAL = ("HC", "837", "005010X222A1")
CLAIM_INSTITUTIONAL = ("HC", "837", "005010X223A2")
ACKNOWLEDGMENT = ("FA", "999", "005010X231A1")
CLAIM_ACKNOWLEDGMENT = ("HN", "277", "005010X214")
CLAIM_STATUS = ("HN", "277", "005010X212")
REMITTANCE = ("HP", "835", "005010X221A1")
REMITTANCE_WITHOUT_ADDENDUM = ("HP", "835", "005010X221")

_STANDARD = b"*:^~"
_EPOCH = date(2020, 1, 1)
_PERIODS = 9000
_NUMBERS_A_PERIOD = 100_000
_LINE_BYTES = 80
_ISA_BYTES = 106


class ControlNumbers:
    """A sender's running ISA13, GS06 and ST02; each is used once.

    They begin at a figure of their own for each first day, so that two periods played into one
    stage do not collide before a sender has written 100,000 of a kind.
    """

    def __init__(self, first_day: date) -> None:
        period = (first_day - _EPOCH).days % _PERIODS
        self._interchange = self._group = self._set = period * _NUMBERS_A_PERIOD

    def interchange(self) -> str:
        """Return the next ISA13, nine digits."""
        self._interchange += 1
        return f"{self._interchange:09d}"

    def group(self) -> str:
        """Return the next GS06."""
        self._group += 1
        return str(self._group)

    def set(self) -> str:
        """Return the next ST02, four digits or more."""
        self._set += 1
        return f"{self._set:04d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The form in which a sender writes its files."""

    delimiters: bytes = _STANDARD
    line_breaks: bool = False
    asks_for_ta1: bool = False
    wrapped: bool = False
    """In lines of 80 bytes; `line_breaks` has no effect then."""


class Interchange:
    """Composes one interchange with standard delimiters; `finish` puts the sender's in."""

    def __init__(
        self,
        *,
        sender: PartnerIdentity,
        receiver: PartnerIdentity,
        numbers: ControlNumbers,
        prepared_at: datetime,
        style: Style,
    ) -> None:
        """Raises ValueError when an identifier does not fit into ISA's fixed fields."""
        self.control_number = numbers.interchange()
        self.prepared_at = prepared_at
        self._numbers = numbers
        self._style = style
        self._sender, self._receiver = sender.sender_id, receiver.sender_id
        self._parts = [self._header(sender, receiver)]
        self._groups = self._sets = 0

    @contextmanager
    def group(self, kind: tuple[str, str, str]) -> Iterator[str]:
        """GS to GE around the block; yields GS06."""
        functional_code, _, version = kind
        control_number = self._numbers.group()
        self._groups += 1
        self._sets = 0
        self._parts.append(
            f"GS*{functional_code}*{self._sender}*{self._receiver}*{self.prepared_at:%Y%m%d}*"
            f"{self.prepared_at:%H%M}*{control_number}*X*{version}~"
        )
        yield control_number
        self._parts.append(f"GE*{self._sets}*{control_number}~")

    def set(self, kind: tuple[str, str, str], body: str) -> str:
        """Write one transaction set around the composed body; returns ST02."""
        _, identifier, version = kind
        control_number = self._numbers.set()
        self._sets += 1
        # The 835 guide does not use ST03.
        named = "" if identifier == "835" else f"*{version}"
        count = body.count("~") + 2
        self._parts += (
            f"ST*{identifier}*{control_number}{named}~",
            body,
            f"SE*{count}*{control_number}~",
        )
        return control_number

    def segments(self, text: str) -> None:
        """Write composed segments outside a set: TA1."""
        self._parts.append(text)

    def finish(self) -> bytes:
        """Close the interchange; the file's bytes."""
        self._parts.append(f"IEA*{self._groups}*{self.control_number}~")
        content = "".join(self._parts).encode("ascii")
        if self._style.line_breaks and not self._style.wrapped:
            content = content.replace(b"~", b"~\n")
        if self._style.delimiters != _STANDARD:
            content = content.translate(bytes.maketrans(_STANDARD, self._style.delimiters))
        return _wrapped(content) if self._style.wrapped else content

    def _header(self, sender: PartnerIdentity, receiver: PartnerIdentity) -> str:
        asks = int(self._style.asks_for_ta1)
        header = (
            f"ISA*00*{'':10}*00*{'':10}*{sender.qualifier:2}*{sender.sender_id:15}*"
            f"{receiver.qualifier:2}*{receiver.sender_id:15}*{self.prepared_at:%y%m%d*%H%M}*^*"
            f"00501*{self.control_number}*{asks}*P*:~"
        )
        if len(header) != _ISA_BYTES:
            raise ValueError("an identifier of the partners is longer than its field of ISA")
        return header


def _wrapped(content: bytes) -> bytes:
    lines = (content[at : at + _LINE_BYTES] for at in range(0, len(content), _LINE_BYTES))
    return b"".join(line + b"\n" for line in lines)


def dollars(cents: int) -> str:
    """Cents as an X12 R element, without trailing zeros."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{rest:02d}".rstrip("0")


def plain(text: str) -> str:
    """Return a profile's name as an element.

    Upper case ASCII without any delimiter, 35 characters.
    """
    kept = "".join(
        letter for letter in text.upper() if letter.isascii() and letter not in "*:^~|><"
    )
    return kept[:35].strip()
