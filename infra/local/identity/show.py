"""The people who can sign in, as `up`, `status` and the demo print them."""

from claimtrail.access.roles import role_words
from claimtrail.cli.core.output import Output
from infra.local.identity.people import read_people
from infra.local.settings import CloudSettings

BROWSERS = (
    "Use Chrome, Edge, Chromium or Firefox: they keep Secure cookies of http://*.localhost. "
    "Safari does not, and nobody stays signed in with it."
)


def show_people(output: Output, settings: CloudSettings) -> None:
    """Print who can sign in, and with which password; nothing where nobody can."""
    people = read_people(settings.identity)
    if settings.identity_port is None or not people:
        return
    output.say("  Sign in as one of these fictitious people:")
    output.table(
        ("Person", "Role", "User", "Password"),
        [(one.name, role_words(one.role), one.user, one.password) for one in people],
    )
    output.say(f"  {BROWSERS}")
