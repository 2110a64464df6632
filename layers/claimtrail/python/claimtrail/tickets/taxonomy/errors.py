"""Errors of categories and of what they ask for."""

from collections.abc import Iterable
from difflib import get_close_matches

from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.tickets.taxonomy.definitions import Taxonomy

_NEAREST = 3


class TaxonomyError(ClaimTrailError):
    """A version, a category or a value of its metadata that cannot be."""


def version_unknown(number: int, known: Iterable[int]) -> TaxonomyError:
    """Return the error of a version that is not there."""
    return TaxonomyError(
        Explanation(
            code="TAXONOMY_VERSION",
            what=f"there is no version {number} of the taxonomy",
            where="the versions of the taxonomy",
            next_step=f"The versions are: {', '.join(map(str, known))}.",
        )
    )


def category_unknown(path: str, taxonomy: Taxonomy) -> TaxonomyError:
    """Return the error of a category that a version does not have, with those that come near."""
    near = get_close_matches(path, taxonomy.paths, n=_NEAREST, cutoff=0.5)
    hint = f"Do you mean {', '.join(near)}? " if near else ""
    return TaxonomyError(
        Explanation(
            code="CATEGORY_UNKNOWN",
            what=f"there is no category {path!r}",
            where=f"version {taxonomy.version} of the taxonomy",
            next_step=f"{hint}`claimtrail taxonomy show` lists all categories.",
        )
    )


def metadata_invalid(category: str, what: str) -> TaxonomyError:
    """Return the error of metadata that a category does not take."""
    return TaxonomyError(
        Explanation(
            code="METADATA_INVALID",
            what=what,
            where=f"the metadata of {category}",
            next_step=f"`claimtrail taxonomy show {category}` lists what it asks for.",
        )
    )
