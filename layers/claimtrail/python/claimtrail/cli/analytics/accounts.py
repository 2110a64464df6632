"""Account numbers (CLM01) beside Athena's answer, for those who may read the claims themselves.

Rows of the trail hold no PHI, and an account number is PHI. It is read from the claim table with
the caller's own rights, and the trail records each claim whose number is shown.
"""

from dataclasses import replace

from claimtrail.analytics.results import QueryResult
from claimtrail.cli.claims.stores import store_of
from claimtrail.cli.core.access import ClaimAccess
from claimtrail.cli.core.output import Output
from claimtrail.kernel.errors import ClaimTrailError, Explanation
from claimtrail.trail.access_log import Action

CLAIM_ID, ACCOUNT_NUMBER = "claim_id", "account_number"
MOST_CLAIMS = 5_000
"""Each is one read of the claim table and one row of the access log."""


def with_accounts(claim_access: ClaimAccess, result: QueryResult) -> tuple[QueryResult, Output]:
    """Return the answer with a column of account numbers, and the output to show it on.

    Raises ClaimTrailError for an answer without a claim_id (ACCOUNTS_WITHOUT_CLAIMS) or with more
    claims than are looked up at once (TOO_MANY_ACCOUNTS), and what the stores raise.
    """
    claim_ids = _claim_ids(result)
    output = claim_access.at(claim_ids, fields=(ACCOUNT_NUMBER,), action=Action.CLAIMS_LISTED)
    store = store_of(claim_access.stage)
    found = {claim_id: store.find(claim_id) for claim_id in claim_ids}
    numbers = {key: claim.patient_control_number for key, claim in found.items() if claim}
    place = result.columns.index(CLAIM_ID)
    rows = tuple((*row, numbers.get(str(row[place]))) for row in result.rows)
    return replace(result, columns=(*result.columns, ACCOUNT_NUMBER), rows=rows), output


def _claim_ids(result: QueryResult) -> list[str]:
    if CLAIM_ID not in result.columns:
        raise ClaimTrailError(
            Explanation(
                code="ACCOUNTS_WITHOUT_CLAIMS",
                what="the answer has no column claim_id, so that no account belongs to a row",
                where="--accounts",
                next_step="Select claim_id, too.",
            )
        )
    place = result.columns.index(CLAIM_ID)
    found = list(dict.fromkeys(str(row[place]) for row in result.rows if row[place]))
    if len(found) > MOST_CLAIMS:
        raise ClaimTrailError(
            Explanation(
                code="TOO_MANY_ACCOUNTS",
                what=f"{len(found)} claims, and at most {MOST_CLAIMS} are looked up at once",
                where="--accounts",
                next_step="Narrow the query, or ask part by part with LIMIT and OFFSET.",
            )
        )
    return found
