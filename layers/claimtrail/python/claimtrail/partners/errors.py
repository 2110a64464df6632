"""Refusals of profiles: code, what, where, and what to do next."""

from pydantic import ValidationError

from claimtrail.kernel.errors import ConfigurationError, Explanation


def ambiguous(key: object, one: str, other: str) -> ConfigurationError:
    """Return the error for two profiles that claim one id, identity or identifier."""
    return ConfigurationError(
        Explanation(
            code="PROFILE_AMBIGUOUS",
            what=f"two profiles claim {key!r}",
            where=f"profiles {one} and {other}",
            next_step="Give each profile identities of its own.",
        )
    )


def delivery_unknown(partner_id: str, named: str) -> ConfigurationError:
    """Return the error for a profile that delivers for a payer that is none."""
    return ConfigurationError(
        Explanation(
            code="PROFILE_DELIVERY_UNKNOWN",
            what=f"delivers_for names {named!r}, which is the id of no payer's profile",
            where=f"profile {partner_id}",
            next_step="Name the `id` of a profile with the role payer, or add that profile.",
        )
    )


def invalid(what: str, *, where: str) -> ConfigurationError:
    """Return the error for a text that is no profile."""
    return ConfigurationError(
        Explanation(
            code="PROFILE_INVALID",
            what=what,
            where=where,
            next_step="Fix the profile; docs/payers.md describes every field.",
        )
    )


def fields_in(error: ValidationError) -> str:
    """Return which fields are wrong, and what is wrong with each."""
    return "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'profile'}: {item['msg']}" for item in error.errors()
    )
