"""The people who can sign in, as `up`, `status` and the demo print them."""

from claimtrail.cli.core.output import Output
from infra.local.identity.people import read_people
from infra.local.settings import CloudSettings

BROWSERS = "Chrome, Edge or Firefox"
"""Those that keep `__Host-` cookies of `http://*.localhost`; Safari keeps them over TLS alone."""


def show_people(output: Output, settings: CloudSettings) -> None:
    """Print who can sign in, and with which password; nothing where nobody can."""
    people = read_people(settings.identity)
    if settings.identity_port is None or not people:
        return
    output.say(
        f"  Sign in as one of these fictitious people, in {BROWSERS} (Safari stays signed out):"
    )
    output.table(
        ("Person", "Role", "User", "Password"),
        [(one.name, one.role.value.replace("_", " "), one.user, one.password) for one in people],
    )
