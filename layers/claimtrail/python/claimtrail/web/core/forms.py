"""Forms of actions: their fields as pages offer them, and what a person typed, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.money import parse_amount, to_cents
from claimtrail.web.core.query import Query

MOST_LETTERS = 500
"""Letters of what a person writes."""
_CHOICES = frozenset({"choice", "checks"})
"""Kinds of fields that take what they offer alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form."""

    name: str
    label: str
    kind: str
    """`text`, `date`, `instant`, `number`, `choice`, `checks`, `words`."""
    choices: tuple[tuple[str, str], ...] = ()
    is_required: bool = True
    hint: str = ""
    most: str = ""
    """The latest day of a date."""
    value: str = ""
    """The value that it begins with."""
    most_letters: int = MOST_LETTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionForm:
    """A form as it is offered to one person for one thing."""

    name: str
    """Of its address: `/claims/<claim_id>/<name>`."""
    title: str
    button: str
    action: str
    """The address that it is sent to."""
    fields: tuple[FormField, ...]
    intro: str = ""
    is_danger: bool = False
    is_open: bool = False
    """True if the page shows its fields without a click."""
    hidden: tuple[tuple[str, str], ...] = ()
    """Names and values that are sent with it, and that nobody types."""
    asks: str = ""
    """The part of the page that it asks for again, in place of changing anything: `#do-assign`."""


class FormInvalidError(ClaimTrailError):
    """A field of a form is empty or not of its kind; what was typed is kept."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The values of a form, by field."""

    values: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return a field's text, blanks as one."""
        return " ".join(self.values.get(name, "").split())

    def day(self, name: str) -> date:
        """Return a day. Raises FormInvalidError."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            raise form_invalid(
                f"the field {name!r} is no day", "Give it as year-month-day."
            ) from None

    def instant(self, name: str) -> datetime | None:
        """Return an instant, of UTC unless it has an offset; None where it is left empty.

        Raises FormInvalidError.
        """
        text = self.text(name)
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            raise form_invalid(
                f"the field {name!r} is no day with a time",
                "Give it as year-month-day and hour:minute, in UTC.",
            ) from None

    def cents(self, name: str) -> int | None:
        """Return an amount in cents; None where it is left empty. Raises FormInvalidError."""
        text = self.text(name).removeprefix("$").replace(",", "")
        if not text:
            return None
        try:
            return to_cents(parse_amount(text))
        except ValueError:
            raise form_invalid("the amount is none", "Give dollars and cents, as 12.34.") from None


def typed_in(form: Query, fields: Sequence[FormField]) -> Typed:
    """Return what was typed. Raises FormInvalidError for what is missing, too long or no choice."""
    typed = Typed({one.name: form.first(one.name) for one in fields})
    missing = [one.label for one in fields if one.is_required and not typed.text(one.name)]
    if missing:
        raise form_invalid("the form is not complete", f"Fill in: {', '.join(missing)}.")
    for one in fields:
        text = typed.text(one.name)
        if len(text) > one.most_letters:
            raise form_invalid(
                f"{one.label!r} is too long", f"Write {one.most_letters:,} letters or fewer."
            )
        is_choice = one.kind in _CHOICES and text
        if is_choice and not dict(one.choices).keys() >= set(form.all(one.name)):
            raise form_invalid(f"{one.label!r} has no such choice", "Choose one of the list.")
    return typed


def form_invalid(what: str, next_step: str) -> FormInvalidError:
    """Return the error of a form that cannot be taken as it was typed."""
    return FormInvalidError(
        Explanation(code="FORM_INVALID", what=what, where="the form", next_step=next_step)
    )
