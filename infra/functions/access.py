"""The functions that review people's access, and watch the identity providers."""

from claimtrail.access.provider_watch.log_events import ProviderLogEvent
from claimtrail.access.reviews.log_events import AccessReviewLogEvent
from infra.functions.declaration import CountAlarm, FunctionDeclaration, Resource, Schedule

ENDS_ACCOUNTS = (
    "cognito-idp:ListUsers",
    "cognito-idp:AdminDisableUser",
    "cognito-idp:AdminUserGlobalSignOut",
)
"""Actions on the user pool of what ends people's access; nobody's account is made or enabled."""

FUNCTIONS = (
    FunctionDeclaration(
        module="access.review_access",
        stack="operations",
        memory_mb=256,
        timeout_seconds=300,
        knows_people=True,
        reads=(
            Resource.OPERATIONS_TABLE,
            Resource.TICKET_TABLE,
            Resource.SIGN_IN,
            Resource.ACCESS_QUERIES,
        ),
        writes=(Resource.OPERATIONS_TABLE, Resource.TICKET_TABLE, Resource.EVENT_BUS),
        actions={Resource.USER_POOL: ENDS_ACCOUNTS},
        schedule=Schedule(
            name="AccessReviews",
            every_minutes=lambda settings: settings.access_reviews.run_minutes,
        ),
        begins_trace=True,
        alarms=(
            CountAlarm(
                event=AccessReviewLogEvent.REVIEWS_OVERDUE,
                at_least=1,
                minutes=24 * 60,
                description=(
                    "a review of access or of an opened restricted claim is late; "
                    "`claimtrail people reviews` and `claimtrail break-glass list` say which"
                ),
            ),
        ),
    ),
    FunctionDeclaration(
        module="access.check_identity_providers",
        stack="operations",
        memory_mb=256,
        timeout_seconds=120,
        schedule=Schedule(name="IdentityProviders", every_minutes=15),
        is_wanted=lambda settings: bool(settings.sign_in.providers),
        begins_trace=True,
        alarms=(
            CountAlarm(
                event=ProviderLogEvent.PROVIDER_UNREACHABLE,
                at_least=2,
                minutes=30,
                severity="page",
                description=(
                    "an identity provider did not answer two runs: new sign-ins fail, "
                    "sessions go on"
                ),
            ),
            CountAlarm(
                event=ProviderLogEvent.CERTIFICATE_EXPIRING,
                at_least=1,
                minutes=24 * 60,
                description="the SAML signing certificate of an identity provider ends in weeks",
            ),
            CountAlarm(
                event=ProviderLogEvent.CERTIFICATE_ENDING,
                at_least=1,
                minutes=24 * 60,
                severity="page",
                description=(
                    "the SAML signing certificate of an identity provider ends in days, or ended: "
                    "after that nobody signs in by it"
                ),
            ),
        ),
    ),
)
