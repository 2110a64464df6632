"""Errors of vendors, with a way on."""

from claimtrail.kernel.errors import ClaimTrailError, Explanation


class VendorError(ClaimTrailError):
    """A hand-off or a letter that cannot be."""


def unknown_vendor(vendor_id: str, known: list[str]) -> VendorError:
    """Return the error of a vendor that no table has."""
    return _error(
        "VENDOR_UNKNOWN",
        f"no vendor is called {vendor_id}",
        "vendors.toml",
        f"The vendors are: {', '.join(known)}; `claimtrail vendors list` shows them.",
    )


def out_of_area(vendor_id: str, category: str, areas: list[str]) -> VendorError:
    """Return the error of a ticket that a vendor's contract does not cover."""
    return _error(
        "VENDOR_AREA",
        f"the contract of {vendor_id} does not cover {category}",
        "the ticket's category",
        f"It covers the areas {', '.join(areas)}. Choose another vendor, or another category.",
    )


def letter_too_long(limit: int) -> VendorError:
    """Return the error of a text that does not fit an item."""
    return _error(
        "LETTER_LENGTH",
        f"a letter has 1 to {limit:,} letters",
        "the text",
        "Archive its parts, each as a letter of its own.",
    )


def _error(code: str, what: str, where: str, next_step: str) -> VendorError:
    return VendorError(Explanation(code=code, what=what, where=where, next_step=next_step))
