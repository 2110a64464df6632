"""The function that reviews who has access."""

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
        layers=("people",),
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
)
