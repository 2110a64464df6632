"""One trading partner's profile, read from TOML: a payer's behavior and terms, or the biller's."""

import tomllib
from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field, ValidationError, model_validator

from claimtrail.codes.tables import CodeList, code_table
from claimtrail.kernel.synthetic import is_synthetic
from claimtrail.partners import errors
from claimtrail.partners.calendars import BusinessCalendar
from claimtrail.partners.fields import (
    Acknowledgments,
    Contact,
    Deadlines,
    DeliveredPayer,
    Frozen,
    HeldDays,
    InterchangeIdentity,
    Sftp,
    Terms,
)
from claimtrail.partners.synthetic import SYNTHETIC_PROFILES, require_unreserved
from claimtrail.partners.temporary_names import TEMPORARY_NAMES, NamePattern
from claimtrail.x12.model.catalog import FindingCode
from claimtrail.x12.model.findings import Severity
from claimtrail.x12.model.rules import Rules

PROFILE_PACKAGE = "claimtrail_partners"
"""The generated package in the layer that carries a stage's profiles."""

TEST_USAGE = "T"
"""ISA15 of a test interchange."""


class Role(StrEnum):
    """On which side of the claim the partner stands."""

    PAYER = "payer"
    BILLING = "billing"
    CLEARINGHOUSE = "clearinghouse"
    """Delivers for the payers that its profile lists, and decides no claim itself."""


class InferencePolicy(StrEnum):
    """The policy for evidence that outruns the acknowledgments that should precede it."""

    INFER = "infer"
    """Insert the missing steps, each marked as inferred (default)."""
    HOLD = "hold"
    """Hold the evidence until the missing step arrives."""


class EncounterFeed(StrEnum):
    """The source of a biller's encounters, patients and procedures."""

    DERIVED = "derived"
    """Out of its 837 copies (default): there is no other record."""
    REGISTERED = "registered"
    """Its own systems send extracts; a claim may then point only at what is registered."""


SUBMISSIONS = frozenset({"837P", "837I"})
"""Transactions that register claims: those of a biller alone."""
ANSWERERS = frozenset({Role.PAYER, Role.CLEARINGHOUSE})
"""Roles that receive submissions, and acknowledge them in their own name."""


class PartnerProfile(Frozen):
    """A trading partner. `id` names its dropbox, its SFTP user and its rows everywhere."""

    schema_version: Literal[1] = 1
    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    name: str
    role: Role
    identities: tuple[InterchangeIdentity, ...] = Field(min_length=1)
    payer_identifiers: tuple[str, ...] = ()
    """The names of this payer inside a transaction: 2010BB NM109, 835 N104 or TRN03."""
    transactions: tuple[str, ...] = Field(min_length=1)
    """The transactions that it sends: 837P, 837I, 999, TA1, 277CA, 277, 835."""
    terms: Terms | None = None
    deadlines: Deadlines = Deadlines()
    """The last days for filing, correcting and appealing."""
    records_years: int = Field(default=7, ge=7, le=30)
    """Years for which its contract wants records of the work kept (42 CFR 422.504(d): ten for
    Medicare Advantage); never fewer than our own seven."""
    acknowledgments: Acknowledgments = Acknowledgments()
    """Of a payer only."""
    calendar: BusinessCalendar = BusinessCalendar()
    """Its business days and maintenance windows."""
    inference: InferencePolicy = InferencePolicy.INFER
    rules: Mapping[FindingCode, Severity] = Field(default_factory=dict)
    """The reach of findings in its files, where that differs from the catalog."""
    test_files: Literal["report", "apply"] = "report"
    """The treatment of test interchanges (ISA15 T): they are reported, or apply as others do."""
    held_days: HeldDays = HeldDays()
    status_terms: dict[str, str] = Field(default_factory=dict)
    """The payer's own words for where a claim stands, each with its status category (list 507)."""
    encounters: EncounterFeed = EncounterFeed.DERIVED
    """Of a biller only."""
    submitters: tuple[str, ...] = ()
    """Of a biller: the submitter identifiers (1000A NM109) that are its own; empty: those that no
    other biller lists."""
    delivers_for: tuple[DeliveredPayer, ...] = ()
    """The payers for which it delivers beside itself."""
    temporary_names: tuple[NamePattern, ...] = TEMPORARY_NAMES
    """The names that its uploads have until they are whole; it renames them then."""
    sftp: Sftp = Sftp()
    contact: Contact

    @property
    def is_synthetic(self) -> bool:
        """Return whether the stage tests itself with this partner."""
        return is_synthetic(self.id)

    @property
    def x12_rules(self) -> Rules:
        """Return the rules as the X12 engine takes them."""
        return Rules.of(self.rules)

    @model_validator(mode="after")
    def _rules_can_hold(self) -> "PartnerProfile":
        try:
            Rules.of(self.rules)
        except ValueError as error:
            raise ValueError(f"rules: {error}") from None
        return self

    def test_moves_nothing(self, usage: str) -> bool:
        """Return whether an interchange of that usage (ISA15) is a test that is reported only."""
        return usage == TEST_USAGE and self.test_files == "report"

    def may_deliver_for(self, payer_id: str, *, transaction: str, day: date) -> bool:
        """Tell whether it may deliver a payer's word: a payer its own, others as listed."""
        if self.role is Role.PAYER and payer_id == self.id:
            return True
        listed = (one for one in self.delivers_for if one.payer == payer_id)
        return any(one.covers(transaction, day) for one in listed)

    @model_validator(mode="after")
    def _terms_mean_categories(self) -> "PartnerProfile":
        for term, code in self.status_terms.items():
            known = code_table(CodeList.CLAIM_STATUS_CATEGORY).get(code)
            if known is None or known.stop is not None:
                raise ValueError(f"status_terms: {term!r} means no status category in use")
        return self

    def delivered_payers(self, *, transaction: str, day: date) -> tuple[str, ...]:
        """Return the payers beside itself for which it may deliver such a file on that day."""
        covered = (one.payer for one in self.delivers_for if one.covers(transaction, day))
        return tuple(dict.fromkeys(covered))

    @model_validator(mode="after")
    def _fields_fit_the_role(self) -> "PartnerProfile":
        is_payer, is_biller = self.role is Role.PAYER, self.role is Role.BILLING
        if is_payer and (self.terms is None or not self.payer_identifiers):
            raise ValueError("a payer needs [terms] and payer_identifiers")
        if not is_payer and self.payer_identifiers:
            raise ValueError("only a payer has payer_identifiers")
        if not is_payer and "acknowledgments" in self.model_fields_set:
            raise ValueError("only a payer has [acknowledgments]")
        if self.acknowledgments.sends_277ca is False and "277CA" in self.transactions:
            raise ValueError("acknowledgments.sends_277ca: false, and transactions lists 277CA")
        if not is_biller and self.encounters is EncounterFeed.REGISTERED:
            raise ValueError("only a billing partner registers encounters")
        if not is_biller and self.submitters:
            raise ValueError("only a billing partner lists submitters")
        if not is_biller and not SUBMISSIONS.isdisjoint(self.transactions):
            raise ValueError("only a billing partner sends 837P and 837I")
        return self

    @model_validator(mode="after")
    def _deliveries_are_its_own_to_make(self) -> "PartnerProfile":
        for one in self.delivers_for:
            if one.payer == self.id:
                raise ValueError("delivers_for: a payer delivers for itself without being listed")
            if missing := set(one.transactions) - set(self.transactions):
                named = ", ".join(sorted(missing))
                raise ValueError(f"delivers_for {one.payer}: {named} is not in transactions")
            if not SUBMISSIONS.isdisjoint(one.transactions):
                raise ValueError(f"delivers_for {one.payer}: an 837 is no payer's word")
        return self


class Partners:
    """All profiles of a stage, with the look-ups that the pipeline needs."""

    def __init__(self, profiles: Iterable[PartnerProfile]) -> None:
        """Raises ConfigurationError for a set of profiles that contradict each other.

        Two claim one id, identity, payer identifier or submitter, or one delivers for a payer that
        is none.
        """
        self._by_id: dict[str, PartnerProfile] = {}
        self._of_kind: dict[bool, Partners] = {}
        self._by_identity: dict[tuple[str, str], PartnerProfile] = {}
        self._by_payer_identifier: dict[str, PartnerProfile] = {}
        self._by_submitter: dict[str, PartnerProfile] = {}
        for profile in profiles:
            _enter(self._by_id, profile.id, profile)
            for identity in profile.identities:
                _enter(self._by_identity, (identity.qualifier, identity.sender_id), profile)
            for identifier in profile.payer_identifiers:
                _enter(self._by_payer_identifier, identifier, profile)
            for submitter in profile.submitters:
                _enter(self._by_submitter, submitter, profile)
        self._require_payers()

    def _require_payers(self) -> None:
        for profile in self:
            for one in profile.delivers_for:
                payer = self.get(one.payer)
                if payer is None or payer.role is not Role.PAYER:
                    raise errors.delivery_unknown(profile.id, one.payer)

    def __iter__(self) -> Iterator[PartnerProfile]:
        return iter(self._by_id.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all partners, which texts keep when they are masked."""
        return tuple(sorted({one.name for one in self}))

    def get(self, partner_id: str) -> PartnerProfile | None:
        """Return the profile with that id."""
        return self._by_id.get(partner_id)

    def beside(self, profile: PartnerProfile) -> "Partners":
        """Return the partners that files of `profile` may name: synthetic ones, or all others.

        No synthetic file reaches a real claim, and no real file a synthetic one.
        """
        kind = profile.is_synthetic
        if kind not in self._of_kind:
            self._of_kind[kind] = Partners(one for one in self if one.is_synthetic is kind)
        return self._of_kind[kind]

    def by_identity(self, *, qualifier: str, sender_id: str) -> PartnerProfile | None:
        """Return whose interchanges carry this ISA05 and ISA06."""
        return self._by_identity.get((qualifier, sender_id))

    def by_payer_identifier(self, identifier: str) -> PartnerProfile | None:
        """Return which payer a transaction means by this identifier."""
        return self._by_payer_identifier.get(identifier)

    def by_submitter(self, identifier: str) -> PartnerProfile | None:
        """Return the billing partner that lists this submitter (1000A NM109)."""
        return self._by_submitter.get(identifier)


Key = TypeVar("Key", bound=Hashable)


def _enter(index: dict[Key, PartnerProfile], key: Key, profile: PartnerProfile) -> None:
    other = index.setdefault(key, profile)
    if other is not profile:
        raise errors.ambiguous(key, other.id, profile.id)


def read_profile(text: str, *, where: str) -> PartnerProfile:
    """Read one profile from TOML.

    Raises:
        ConfigurationError: not TOML, or not a profile; names the field and what is wrong with it.
    """
    try:
        profile = PartnerProfile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        what = str(error)
    except ValidationError as error:
        what = errors.fields_in(error)
    else:
        signed = [identity.sender_id for identity in profile.identities]
        named = (*signed, *profile.payer_identifiers, *profile.submitters)
        require_unreserved(profile.id, named, where=where)
        return profile
    raise errors.invalid(what, where=where)


def read_profiles(folder: Path | Traversable) -> Partners:
    """Read every `*.toml` of a folder. Raises ConfigurationError as `read_profile` does."""
    return Partners(
        read_profile(entry.read_text(encoding="utf-8"), where=entry.name)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    )


def synthetic_profiles() -> tuple[PartnerProfile, ...]:
    """Return the profiles with which every stage tests itself."""
    return tuple(PartnerProfile.model_validate(one) for one in SYNTHETIC_PROFILES)


def with_synthetic(partners: Iterable[PartnerProfile]) -> Partners:
    """Return a stage's own partners and its synthetic ones."""
    return Partners((*partners, *synthetic_profiles()))


def deployed_profiles() -> Partners:
    """Return the profiles that were deployed with this function, and the synthetic ones."""
    return with_synthetic(read_profiles(resources.files(PROFILE_PACKAGE)))
