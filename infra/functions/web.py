"""The functions that serve the pages, and rotate the secret of their front."""

from claimtrail.access.log_events import AccessLogEvent
from claimtrail.tickets.attachments.model import CLEAN, QUARANTINE, TEXTS
from infra.functions.access import ENDS_ACCOUNTS
from infra.functions.declaration import (
    CountAlarm,
    FunctionDeclaration,
    HttpApi,
    Objects,
    QueueOf,
    Resource,
)

STACK = "web"

FUNCTIONS = (
    # A whole processor: a person waits for each page, and making it is computing. The API ends
    # what takes longer than its 30 seconds; the function goes on, so that a silent service's error
    # is in its log.
    FunctionDeclaration(
        module="web.serve_pages",
        stack=STACK,
        memory_mb=1769,
        timeout_seconds=60,
        # A day of the trail is verified while an auditor waits.
        layers=("signatures",),
        knows_people=True,
        reads=(
            Resource.CLAIM_TABLE,
            Resource.OPERATIONS_TABLE,
            Resource.TICKET_TABLE,
            Resource.ARCHIVE_BUCKET,
            Resource.AUDIT_BUCKET,
            Resource.QUARANTINE_BUCKET,
            Resource.EXPORTS_BUCKET,
            # What is clean, and its masked text; nobody reads what is in quarantine.
            Objects(Resource.ATTACHMENTS_BUCKET, f"{CLEAN}*"),
            Objects(Resource.ATTACHMENTS_BUCKET, f"{TEXTS}*"),
            Resource.CLAIM_KEY_SECRET,
            Resource.ORIGIN_SECRET,
            Resource.SIGN_IN,
            Resource.SIGN_IN_SECRET,
            Resource.SCIM_SECRET,
        ),
        # Sessions and saved views, people's decisions about claims, tickets and files, and the
        # access log before a page is shown.
        writes=(
            Resource.OPERATIONS_TABLE,
            Resource.CLAIM_TABLE,
            Resource.TICKET_TABLE,
            Resource.INBOX_BUCKET,
            # The form by which a browser uploads a file into quarantine.
            Objects(Resource.ATTACHMENTS_BUCKET, f"{QUARANTINE}*"),
            Resource.EVENT_BUS,
            QueueOf("Ingest"),
            QueueOf("Export"),
            QueueOf("Audit"),
        ),
        # Accounts are listed beside people, and end with a person's access.
        actions={Resource.USER_POOL: ENDS_ACCOUNTS},
        http=HttpApi(
            name="Pages",
            machine_path="/api/{proxy+}",
            open_path="/api/v1/openapi.json",
            feed_path="/scim/v2/{proxy+}",
        ),
        begins_trace=True,
        alarms=(
            CountAlarm(
                event=AccessLogEvent.SIGN_IN_REFUSED,
                at_least=30,
                minutes=15,
                description="many sign-ins are refused: a group lost its role, or somebody tries",
            ),
            CountAlarm(
                event=AccessLogEvent.SIGN_IN_FAILED,
                at_least=5,
                minutes=15,
                severity="page",
                description=(
                    "sign-ins fail between user pool and identity provider; sessions go on"
                ),
            ),
        ),
    ),
    FunctionDeclaration(
        module="web.rotate_origin_secret",
        stack=STACK,
        memory_mb=256,
        timeout_seconds=60,
        reads=(Resource.ORIGIN_SECRET,),
        writes=(Resource.ORIGIN_SECRET,),
        actions={
            Resource.DISTRIBUTION: (
                "cloudfront:GetDistributionConfig",
                "cloudfront:UpdateDistribution",
            ),
        },
        rotates=Resource.ORIGIN_SECRET,
        is_wanted=lambda settings: settings.web.is_public,
    ),
)
