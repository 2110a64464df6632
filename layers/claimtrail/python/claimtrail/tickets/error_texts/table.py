"""The table of known errors: looked up by source, code, and a pattern on the masked text."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from pydantic import Field, field_validator

from claimtrail.kernel.frozen_model import FrozenModel

ANY = "*"
"""A code that stands for every code of its source; `A8:*` for those that begin so."""
_SEARCHED = 2_000
"""Letters of a text that patterns look at."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")


class ErrorSource(StrEnum):
    """The kind of system that reports an error."""

    TA1 = "TA1"
    ACKNOWLEDGMENT_999 = "999"
    ACKNOWLEDGMENT_277CA = "277CA"
    HTTP = "http"
    SFTP = "sftp"
    AS2 = "as2"
    SOAP = "soap"
    HL7 = "hl7"
    SMTP = "smtp"
    """The mail server of notices."""
    WEBHOOK = "webhook"
    """A chat that notices go to."""
    FUNCTION = "function"
    """Of ours."""
    EXCEPTION = "exception"
    """Evidence that is held: the reason."""


Explain = Callable[[ErrorSource, str, str], object]
"""Takes an error's source, its code and its text; one that no table knows opens a review. The text
is empty where the code says it all."""


class ErrorText(FrozenModel):
    """An error in plain words: what a ticket says about it."""

    source: ErrorSource
    code: str
    pattern: str = ""
    """A regular expression over the masked text; empty: the code alone."""
    title: str
    cause: str
    owner: str
    """The queue that works on it."""
    steps: tuple[str, ...] = Field(min_length=1)
    """The things to do, in order."""
    retryable: bool = False
    """True if the same may simply be tried again."""

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"pattern: {error}") from error
        return pattern


@dataclass(frozen=True, slots=True)
class ErrorTable:
    """All known errors by source and code, in the order of the file."""

    by_code: Mapping[tuple[ErrorSource, str], Sequence[ErrorText]]

    def find(self, source: ErrorSource, code: str, text: str = "") -> ErrorText | None:
        """Return the entry of an error; None for one that is not known.

        An entry with a pattern that fits goes before one without, an exact code before `A8:*`,
        and that before `*`. `text` is masked.
        """
        searched = text[:_SEARCHED]
        for known in (code, f"{code.partition(':')[0]}:{ANY}", ANY):
            found = [one for one in self.by_code.get((source, known), ()) if _fits(one, searched)]
            if found:
                return max(found, key=lambda one: bool(one.pattern))
        return None

    def entries(self) -> tuple[ErrorText, ...]:
        """Return all entries, by source."""
        return tuple(one for found in self.by_code.values() for one in found)


def _fits(entry: ErrorText, text: str) -> bool:
    return not entry.pattern or bool(re.search(entry.pattern, text, re.IGNORECASE))


@cache
def error_table() -> ErrorTable:
    """Return the table that the package brings."""
    text = files("claimtrail.tickets.error_texts").joinpath("errors.toml").read_text()
    return table_of(text)


def table_of(text: str) -> ErrorTable:
    """Return the table of a TOML text. Raises ValueError for an entry that cannot be."""
    by_code: defaultdict[tuple[ErrorSource, str], list[ErrorText]] = defaultdict(list)
    for row in tomllib.loads(text)["error"]:
        entry = ErrorText.model_validate(row)
        alike = by_code[entry.source, entry.code]
        if any(one.pattern == entry.pattern for one in alike):
            raise ValueError(f"{entry.source} {entry.code} is there twice")
        alike.append(entry)
    return ErrorTable(MappingProxyType(dict(by_code)))


def plain_code(code: str) -> str:
    """Return a code as it may be shown; empty for one that is a text, which may name somebody."""
    return code if _CODE.fullmatch(code) else ""
