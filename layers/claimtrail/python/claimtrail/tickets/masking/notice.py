"""Notices of masking: a person is shown how many identifiers of the words are not stored.

`watching` counts what is masked while a command or a form runs. Nothing of the words is in a count.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from types import MappingProxyType

from claimtrail.tickets.masking.model import MaskedSpan, SafeHarborClass

_WORDS: Mapping[SafeHarborClass, tuple[str, str]] = MappingProxyType(
    {
        SafeHarborClass.NAMES: ("name", "names"),
        SafeHarborClass.GEOGRAPHY: ("address", "addresses"),
        SafeHarborClass.DATES: ("date", "dates"),
        SafeHarborClass.AGES: ("age over 89", "ages over 89"),
        SafeHarborClass.PHONES: ("phone number", "phone numbers"),
        SafeHarborClass.FAXES: ("fax number", "fax numbers"),
        SafeHarborClass.EMAILS: ("email address", "email addresses"),
        SafeHarborClass.SSN: ("Social Security number", "Social Security numbers"),
        SafeHarborClass.RECORDS: ("record number", "record numbers"),
        SafeHarborClass.HEALTH_PLAN: ("member id", "member ids"),
        SafeHarborClass.ACCOUNTS: ("account number", "account numbers"),
        SafeHarborClass.LICENSES: ("license number", "license numbers"),
        SafeHarborClass.VEHICLES: ("vehicle number", "vehicle numbers"),
        SafeHarborClass.DEVICES: ("device number", "device numbers"),
        SafeHarborClass.URLS: ("URL", "URLs"),
        SafeHarborClass.ADDRESSES_IP: ("IP address", "IP addresses"),
        SafeHarborClass.BIOMETRICS: ("biometric", "biometrics"),
        SafeHarborClass.OTHER: ("number", "numbers"),
    }
)
"""One and several of a class, as people read them."""

MaskedCounts = Mapping[SafeHarborClass, int]


@dataclass(slots=True)
class MaskedWords:
    """Counts of what was masked of one person's words, by class; the same words count once."""

    kept_for: str = ""
    """The first ticket that keeps an original; empty where none is kept."""
    _spans: dict[str, Counter[SafeHarborClass]] = field(default_factory=dict, repr=False)

    def add(self, words: str, spans: Iterable[MaskedSpan], *, kept_for: str = "") -> None:
        """Count what was masked of some words."""
        counted = Counter(one.safe_harbor for one in spans)
        if counted:
            self._spans[words] = counted
            self.kept_for = self.kept_for or kept_for

    @property
    def counts(self) -> MaskedCounts:
        """Return how many identifiers were masked, by class."""
        return sum(self._spans.values(), Counter[SafeHarborClass]())


_WATCHING: ContextVar[MaskedWords | None] = ContextVar("claimtrail_masked_words", default=None)


class MaskingWatch:
    """A block in which what is masked is counted; an inner block counts for itself alone."""

    def __init__(self) -> None:
        self._tokens: list[Token[MaskedWords | None]] = []

    def __enter__(self) -> MaskedWords:
        """Begin to count."""
        masked = MaskedWords()
        self._tokens.append(_WATCHING.set(masked))
        return masked

    def __exit__(self, *_: object) -> None:
        """Let the block around it count again."""
        _WATCHING.reset(self._tokens.pop())


def watching() -> MaskingWatch:
    """Return a watch, which counts what is masked until the end of its block."""
    return MaskingWatch()


def noticed(words: str, spans: Iterable[MaskedSpan], *, kept_for: str = "") -> None:
    """Count what was masked of a person's words, where somebody watches."""
    masked = _WATCHING.get()
    if masked is not None:
        masked.add(words, spans, kept_for=kept_for)


def masked_so_far() -> MaskedCounts:
    """Return what was masked since the watch began; nothing where nobody watches."""
    masked = _WATCHING.get()
    return masked.counts if masked is not None else {}


def counted(counts: MaskedCounts) -> str:
    """Return what was masked in a sentence: `2 names and 1 date were masked.`; empty for none."""
    parts = [
        f"{number:,} {one if number == 1 else several}"
        for kind, (one, several) in _WORDS.items()
        if (number := counts.get(kind, 0))
    ]
    if not parts:
        return ""
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}" if parts[1:] else parts[0]
    verb = "was" if sum(counts.values()) == 1 else "were"
    return f"{listed} {verb} masked."
