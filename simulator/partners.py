"""The trading partners of a stage, as far as files are written for them, read from TOML.

The generator takes anything of this form; it checks nothing of a profile that it does not write.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Protocol

PAYER, BILLING = "payer", "billing"
"""Roles of partners that the simulator plays."""
HOLD = "hold"
"""The inference policy of a payer whose evidence waits for the steps that should precede it."""
REGISTERED = "registered"
"""The encounter feed of a biller that sends extracts of its own systems."""


class SimulatorError(Exception):
    """The simulator cannot write files for what it was given; the text says why."""


class PartnerIdentity(Protocol):
    """Signature of a partner in its interchanges."""

    @property
    def qualifier(self) -> str:
        """ISA05."""

    @property
    def sender_id(self) -> str:
        """ISA06, without padding."""


class PayerTerms(Protocol):
    """A payer's clocks."""

    @property
    def adjudication_days(self) -> int:
        """Calendar days from acceptance to a decision."""


class Partner(Protocol):
    """A partner's profile: the fields of it that a file depends on."""

    @property
    def id(self) -> str:
        """Name of the partner's dropbox."""

    @property
    def name(self) -> str:
        """Name that transactions give."""

    @property
    def role(self) -> str:
        """Side of the claim on which it stands: payer, billing, clearinghouse."""

    @property
    def identities(self) -> Sequence[PartnerIdentity]:
        """Identities, the first for all but remittances."""

    @property
    def payer_identifiers(self) -> Sequence[str]:
        """Names of the payer inside a transaction."""

    @property
    def transactions(self) -> Sequence[str]:
        """Transactions that it sends."""

    @property
    def terms(self) -> PayerTerms | None:
        """Terms; every payer has them."""

    @property
    def inference(self) -> str:
        """Policy for evidence that outruns acknowledgments: infer, hold."""

    @property
    def encounters(self) -> str:
        """Source of a biller's encounters: derived, registered."""


@dataclass(frozen=True, slots=True)
class TomlIdentity:
    """An identity as a profile has it."""

    qualifier: str
    sender_id: str


@dataclass(frozen=True, slots=True)
class TomlTerms:
    """Terms as a profile has them."""

    adjudication_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlPartner:
    """A profile as a file has it."""

    id: str
    name: str
    role: str
    identities: tuple[TomlIdentity, ...]
    payer_identifiers: tuple[str, ...]
    transactions: tuple[str, ...]
    terms: TomlTerms | None
    inference: str
    encounters: str


def read_partners(folder: Path) -> list[TomlPartner]:
    """Read every `*.toml` of a folder.

    Raises SimulatorError for a file that is no TOML, or lacks what is to be written.
    """
    return [_read(path) for path in sorted(folder.glob("*.toml"))]


def billing_partner(partners: Iterable[Partner]) -> Partner:
    """Return the first biller. Raises SimulatorError without one."""
    return next((one for one in partners if one.role == BILLING), None) or _missing(BILLING)


def payers(partners: Iterable[Partner]) -> list[Partner]:
    """Return the payers, by id. Raises SimulatorError without one."""
    found = sorted((one for one in partners if one.role == PAYER), key=lambda one: one.id)
    return found or _missing(PAYER)


def _read(path: Path) -> TomlPartner:
    try:
        return _partner(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise SimulatorError(f"{path.name}: {error}") from None
    except (KeyError, TypeError) as error:
        raise SimulatorError(f"{path.name}: missing or not of its kind: {error}") from None


def _partner(table: dict[str, Any]) -> TomlPartner:
    terms = table.get("terms")
    return TomlPartner(
        id=table["id"],
        name=table["name"],
        role=table["role"],
        identities=tuple(
            TomlIdentity(one["qualifier"], one["sender_id"]) for one in table["identities"]
        ),
        payer_identifiers=tuple(table.get("payer_identifiers", ())),
        transactions=tuple(table["transactions"]),
        terms=TomlTerms(terms["adjudication_days"]) if terms else None,
        inference=table.get("inference", "infer"),
        encounters=table.get("encounters", "derived"),
    )


def _missing(role: str) -> NoReturn:
    raise SimulatorError(
        f"no profile has the role {role}: give the generator a billing partner and a payer"
    )
