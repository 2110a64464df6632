"""The claim that a command is about; an unknown number is looked for in held files first."""

from claimtrail.claims.fold.model import Claim
from claimtrail.cli.claims.stores import read_claim
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.intake.held_numbers import files_holding, unknown_or_held
from claimtrail.kernel.errors import NotFoundError
from claimtrail.kernel.ids import FILE_PREFIX


def read_known(claim_access: ClaimAccess, wanted: str, *, typed: str) -> Claim:
    """Return the claim with that id; `typed` is how it was named.

    Raises NotFoundError for none, with the held files in which its number stands. The access to
    these is recorded first.
    """
    try:
        return read_claim(claim_access.stage, wanted, typed=typed)
    except NotFoundError as error:
        if typed.startswith(FILE_PREFIX):
            raise
        files = files_holding(claim_access.stage, typed)
        claim_access.at(files, fields=("patient_control_number",))
        raise unknown_or_held(claim_access.stage, error, files) from error
