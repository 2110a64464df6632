"""The leaver feed of a stage."""

from functools import cache

from claimtrail.access.front.origin import SecretOrigin
from claimtrail.access.people.service import PeopleService
from claimtrail.access.scim.entrance import ScimEntrance, TokenCheck
from claimtrail.access.scim.handler import ScimHandler
from claimtrail.access.sign_in.service import SignInService
from claimtrail.aws.access.origin_secret import AwsOriginSecret
from claimtrail.aws.access.scim_groups import DynamoGroupStore
from claimtrail.aws.access.scim_log import note_answer
from claimtrail.aws.core.account.clients import client
from claimtrail.kernel.clock import utc_now


@cache
def _tokens(secret_arn: str) -> TokenCheck:
    """Return the check of the stage's token, one a process."""
    secret = AwsOriginSecret(client("secretsmanager"), secret_arn)
    return SecretOrigin(secret.values, utc_now)


def scim_entrance(
    *, people: PeopleService, operations_table: str, secret_arn: str, sign_in: SignInService
) -> ScimEntrance:
    """Return what admits and answers the identity provider's feed."""
    return ScimEntrance(
        handler=ScimHandler(
            people=people,
            groups=DynamoGroupStore(client("dynamodb"), operations_table),
            base=sign_in.settings.pages_url,
        ),
        tokens=_tokens(secret_arn),
        limiter=sign_in.limiter,
        limit=sign_in.settings.limits.per_caller,
        clock=utc_now,
        log=note_answer,
    )
