"""The vendors of `vendors.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from claimtrail.vendors.errors import unknown_vendor
from claimtrail.vendors.model import Vendor

Vendors = Mapping[str, Vendor]
"""By their ids."""


@cache
def vendors() -> Vendors:
    """Return the vendors that are shipped, read once."""
    text = files("claimtrail.vendors").joinpath("vendors.toml").read_text(encoding="utf-8")
    found = (Vendor.model_validate(one) for one in tomllib.loads(text)["vendor"])
    return {one.vendor_id: one for one in found}


def find_vendor(known: Vendors, vendor_id: str) -> Vendor:
    """Return a vendor. Raises VendorError for an unknown one."""
    if vendor_id not in known:
        raise unknown_vendor(vendor_id, sorted(known))
    return known[vendor_id]
