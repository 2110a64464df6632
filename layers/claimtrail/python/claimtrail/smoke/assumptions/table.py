"""Every assumption, in the order of docs/aws-assumptions.md."""

from collections.abc import Mapping
from types import MappingProxyType

from claimtrail.smoke.assumptions.access import ACCESS
from claimtrail.smoke.assumptions.compute import COMPUTE
from claimtrail.smoke.assumptions.front import FRONT
from claimtrail.smoke.assumptions.model import Assumption
from claimtrail.smoke.assumptions.storage import STORAGE

ASSUMPTIONS: tuple[Assumption, ...] = (*ACCESS, *COMPUTE, *STORAGE, *FRONT)
BY_ID: Mapping[str, Assumption] = MappingProxyType({one.id: one for one in ASSUMPTIONS})
