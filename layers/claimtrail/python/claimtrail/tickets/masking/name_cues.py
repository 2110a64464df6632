"""Words that announce a name, or that say that something is none: `data/name_cues.toml`."""

import tomllib
from importlib.resources import files

_TABLES = tomllib.loads(
    files("claimtrail.tickets.masking").joinpath("data", "name_cues.toml").read_text()
)


def _cues(table: str) -> frozenset[str]:
    """Return the words and phrases of a table, in lower case."""
    return frozenset((*_TABLES[table]["words"].split(), *_TABLES[table]["phrases"]))


STRONG_CUES = _cues("strong_cues")
RELATIVES = _cues("relatives")
TITLES = _cues("titles")
LABELS = _cues("labels")
SOFT_CUES = _cues("soft_cues")
EMPLOYER_CUES = _cues("employer_cues")
PARTICLES = _cues("particles")
SUFFIXES = _cues("suffixes")
CLOSINGS = _cues("closings")
ORGANIZATION_WORDS = _cues("organization_words")
DEEDS = _cues("deeds")
FOLLOWERS = _cues("followers")
CONJUNCTIONS = _cues("conjunctions")
ROLES = _cues("roles")
CROWDS = _cues("crowds")
NO_NAMES = DEEDS | FOLLOWERS | CONJUNCTIONS | ROLES | CROWDS
"""Words that are no name, even after a title."""
ADDRESSING = STRONG_CUES | _cues("addressing")
STATES = _cues("states")
BY_FOLLOWER = STATES | _cues("places")
MONTHS = _cues("months")
BEFORE_MONTHS = _cues("before_months")
ORDERS = _cues("orders")
OBJECTS = _cues("objects")
AFTER_NAMES = _cues("after_names")
BOUND_WORDS = _cues("bound_words")
SURE_PARTICLES = _cues("sure_particles")
USERS = _cues("users")
