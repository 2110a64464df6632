"""Values that a person typed into a form, read and checked field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.kernel.money import parse_amount, to_cents
from claimtrail.web.claims.actions.forms import MOST_LETTERS, FormField
from claimtrail.web.core.query import Query


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
            raise _invalid(f"the field {name!r} is no day", "Give it as year-month-day.") from None

    def cents(self, name: str) -> int | None:
        """Return an amount in cents; None where it is left empty. Raises FormInvalidError."""
        text = self.text(name).removeprefix("$").replace(",", "")
        if not text:
            return None
        try:
            return to_cents(parse_amount(text))
        except ValueError:
            raise _invalid("the amount is none", "Give dollars and cents, as 12.34.") from None


def typed_in(form: Query, fields: Sequence[FormField]) -> Typed:
    """Return what was typed. Raises FormInvalidError for what is missing, too long or no choice."""
    typed = Typed({one.name: form.first(one.name) for one in fields})
    missing = [one.label for one in fields if one.is_required and not typed.text(one.name)]
    if missing:
        raise _invalid("the form is not complete", f"Fill in: {', '.join(missing)}.")
    for one in fields:
        text = typed.text(one.name)
        if len(text) > MOST_LETTERS:
            raise _invalid(f"{one.label!r} is too long", f"Write {MOST_LETTERS} letters or fewer.")
        if text and one.choices and text not in dict(one.choices):
            raise _invalid(f"{one.label!r} has no such choice", "Choose one of the list.")
    return typed


def _invalid(what: str, next_step: str) -> FormInvalidError:
    return FormInvalidError(
        Explanation(code="FORM_INVALID", what=what, where="the form", next_step=next_step)
    )
