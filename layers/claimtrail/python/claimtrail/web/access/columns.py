"""The columns of the list of attestations."""

from datetime import date

from claimtrail.access.fields import FieldGroup
from claimtrail.access.reviews.model import ReviewItem
from claimtrail.access.subjects import EVERYWHERE
from claimtrail.web.access.rows import STANDING_WORDS, AttestationRow
from claimtrail.web.core.lists.columns import CellKind, ListColumn
from claimtrail.web.core.words import day
from claimtrail.web.core.words import person as person_words


def roles_words(roles: tuple[str, ...]) -> str:
    """Return roles as people read them: `biller, support 1`."""
    return ", ".join(one.replace("_", " ") for one in roles)


def reach_words(ids: tuple[str, ...], *, every: str) -> str:
    """Return the facilities or payers of a person, `every` where no one of them is named."""
    return every if EVERYWHERE in ids else ", ".join(ids)


def _conditions(row: AttestationRow) -> str:
    reach = (
        reach_words(row.item.facilities, every="all facilities"),
        reach_words(row.item.payers, every="all payers"),
    )
    return ", ".join(filter(None, reach))


def _unused_note(row: AttestationRow) -> str:
    unused = row.item.unused_roles
    return f"never used: {roles_words(unused)}" if unused else ""


def _kinds(row: AttestationRow) -> str:
    """Return the accesses by kind, the most frequent first: `claim.read 120, claims.list 30`."""
    uses = row.item.uses or {}
    ordered = sorted(uses.items(), key=lambda one: (-one[1].count, one[0]))
    return ", ".join(f"{action} {use.count:,}" for action, use in ordered)


def _last_access(item: ReviewItem) -> date | None:
    days = [one.last_on for one in (item.uses or {}).values()] + list(item.last_use.values())
    return max(days, default=None)


def _since_note(row: AttestationRow) -> str:
    if row.item.uses is None:
        return "not counted yet"
    return f"since {day(row.item.uses_since)}" if row.item.uses_since else ""


ATTESTATION_COLUMNS: tuple[ListColumn[AttestationRow], ...] = (
    ListColumn(
        name="person",
        title="Person",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.item.person_id,
        note=lambda row: row.concern,
    ),
    ListColumn(
        name="roles",
        title="Roles",
        group=FieldGroup.WORK,
        value=lambda row: roles_words(row.item.roles),
        note=_unused_note,
    ),
    ListColumn(
        name="conditions",
        title="Facilities and payers",
        group=FieldGroup.WORK,
        value=_conditions,
        below="roles",
    ),
    ListColumn(
        name="last_sign_in",
        title="Last sign-in",
        group=FieldGroup.WORK,
        value=lambda row: row.item.last_sign_in_at,
        kind=CellKind.INSTANT,
    ),
    ListColumn(
        name="last_use",
        title="Last use",
        group=FieldGroup.WORK,
        value=lambda row: _last_access(row.item),
        kind=CellKind.DATE,
        below="last_sign_in",
    ),
    ListColumn(
        name="accesses",
        title="Accesses",
        group=FieldGroup.WORK,
        value=lambda row: row.item.use_count,
        kind=CellKind.NUMBER,
        note=_since_note,
    ),
    ListColumn(
        name="kinds",
        title="Of which kinds",
        group=FieldGroup.WORK,
        value=_kinds,
        below="accesses",
    ),
    ListColumn(
        name="changes",
        title="Since the last review",
        group=FieldGroup.WORK,
        value=lambda row: ", ".join(row.item.changes),
    ),
    ListColumn(
        name="contract_ends",
        title="Contract ends",
        group=FieldGroup.WORK,
        value=lambda row: row.item.contract_ends_on,
        kind=CellKind.DATE,
        below="last_sign_in",
    ),
    ListColumn(
        name="account",
        title="Account",
        group=FieldGroup.WORK,
        value=lambda row: STANDING_WORDS[row.item.standing],
        below="person",
    ),
    ListColumn(
        name="attested", title="Attested", group=FieldGroup.WORK, value=lambda row: row.attested
    ),
    ListColumn(
        name="attested_by",
        title="By",
        group=FieldGroup.WORK,
        value=lambda row: person_words(row.item.attested_by),
        below="attested",
    ),
    ListColumn(
        name="words",
        title="Reason",
        group=FieldGroup.NOTES,
        value=lambda row: row.item.words,
        below="attested",
    ),
    ListColumn(
        name="groups",
        title="Other groups",
        group=FieldGroup.WORK,
        value=lambda row: ", ".join(row.item.other_groups),
        is_main=False,
    ),
    ListColumn(
        name="review_id",
        title="Review",
        group=FieldGroup.REFERENCE,
        value=lambda row: row.review.review_id,
        kind=CellKind.ID,
        is_main=False,
    ),
)
