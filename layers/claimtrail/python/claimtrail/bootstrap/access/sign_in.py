"""Sign-in of people and of machines."""

from collections.abc import Mapping
from functools import cache

from claimtrail.access.sign_in.machines import machine_principal
from claimtrail.access.sign_in.model import SignInSettings
from claimtrail.access.sign_in.people import People, deployed_people
from claimtrail.access.sign_in.service import SignInService
from claimtrail.access.subjects import Principal
from claimtrail.aws.access.rate_limits import DynamoRateLimiter
from claimtrail.aws.access.sign_in_log import SignInLogLines
from claimtrail.aws.access.sign_ins import DynamoSignInTransactions
from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.account.secrets import secret_text
from claimtrail.connect.token_endpoint import HttpTokenEndpoint
from claimtrail.kernel.clock import utc_now


@cache
def _people() -> People:
    """Return the stage's table, read once a worker."""
    return deployed_people()


@cache
def _settings(text: str) -> SignInSettings:
    return SignInSettings.model_validate_json(text)


def rate_limiter(operations_table: str) -> DynamoRateLimiter:
    """Return what counts uses, for sign-in and for the JSON API."""
    return DynamoRateLimiter(client("dynamodb"), operations_table)


def sign_in_service(
    *, sign_in: str, sign_in_secret_arn: str, operations_table: str
) -> SignInService:
    """Return what signs people in; `sign_in` are the settings that the stack gives."""
    settings = _settings(sign_in)
    return SignInService(
        settings=settings,
        people=_people(),
        transactions=DynamoSignInTransactions(client("dynamodb"), operations_table),
        tokens=HttpTokenEndpoint(
            settings.token_url,
            client_id=settings.client_id,
            client_secret=lambda: secret_text(sign_in_secret_arn),
        ),
        limiter=rate_limiter(operations_table),
        log=SignInLogLines(),
        clock=utc_now,
    )


def machine(claims: Mapping[str, str], *, sign_in: str) -> Principal:
    """Return the machine whose token the API's authorizer has verified. Raises SignInError."""
    return machine_principal(claims, machines=_settings(sign_in).machines, people=_people())
