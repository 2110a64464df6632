"""Assumptions about what stands in front of the pages: CloudFront, WAF, API Gateway, its secret."""

from claimtrail.smoke.assumptions.model import Assumption

_FRONT, _WAF, _GATEWAY, _SECRETS = "CloudFront", "WAF", "API Gateway", "Secrets Manager"
_PAGES = "`claimtrail pages` names the address; `curl -si` shows its answer"

FRONT: tuple[Assumption, ...] = (
    Assumption(
        id="CFR-1",
        service=_FRONT,
        says="CloudFront sets the secret header on every request to the origin, and overwrites "
        "what a viewer sent under its name.",
        page="Add custom headers to origin requests",
        path="/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html",
        failure="Every page is answered with 403, or a viewer's own header is accepted.",
        elsewhere=_PAGES,
    ),
    Assumption(
        id="CFR-2",
        service=_FRONT,
        says="Pages are never kept: the policy CachingDisabled has no time to live, and cookies, "
        "queries and headers but Host reach the function.",
        page="Use managed cache policies",
        path="/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html",
        failure="`X-Cache: Hit from cloudfront` on a page, or a person who signed in is unknown.",
        elsewhere=_PAGES,
    ),
    Assumption(
        id="CFR-3",
        service=_FRONT,
        says="CloudFront appends the viewer's address to X-Forwarded-For, and API Gateway appends "
        "CloudFront's.",
        page="Request and response behavior for custom origins",
        path="/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html",
        failure="The access log has one of CloudFront's addresses for every person.",
        elsewhere="`claimtrail query --saved who_accessed_a_claim` after a look at a page",
    ),
    Assumption(
        id="CFR-4",
        service=_FRONT,
        says="The distribution takes the web ACL and the certificate of us-east-1, whatever the "
        "stage's region is.",
        page="Requirements for using SSL/TLS certificates with CloudFront",
        path="/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html",
        failure="The deployment of the stack `web` fails with InvalidViewerCertificate.",
        elsewhere="`claimtrail doctor` asks for the certificate before",
    ),
    Assumption(
        id="WAF-1",
        service=_WAF,
        says="A rate rule counts one address's requests of five minutes, within a minute or so, "
        "and blocks what goes beyond.",
        page="Using rate-based rule statements in AWS WAF",
        path="/waf/latest/developerguide/waf-rule-statement-type-rate-based.html",
        failure="Passwords can be tried at any rate.",
        elsewhere="metric BlockedRequests of the rule `SignInsTooMany`, in us-east-1",
    ),
    Assumption(
        id="WAF-2",
        service=_WAF,
        says="Redacted fields are left out of the log, and no requests are sampled.",
        page="Logging AWS WAF web ACL traffic",
        path="/waf/latest/developerguide/logging-management.html",
        failure="The log group `aws-waf-logs-...` has addresses of pages.",
        elsewhere="the log group, after a blocked request",
    ),
    Assumption(
        id="WAF-3",
        service=_WAF,
        says="A rule of the common group that is counted still labels the request, and a later "
        "rule of ours blocks by the label.",
        page="Core rule set (CRS) managed rule group",
        path="/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
        failure="A page comes without a User-Agent, or a program of the JSON API is blocked.",
        elsewhere="`curl -si -A ''` of a page (403) and of `/api/v1/openapi.json` (200)",
    ),
    Assumption(
        id="API-1",
        service=_GATEWAY,
        says="With its own endpoint off, an HTTP API answers under its own name alone.",
        page="Disabling the default endpoint for an HTTP API",
        path="/apigateway/latest/developerguide/http-api-disable-default-endpoint.html",
        failure="`https://<api id>.execute-api.<region>.amazonaws.com` answers other than 404.",
        elsewhere="`curl -si` of that address",
    ),
    Assumption(
        id="API-2",
        service=_GATEWAY,
        says="A JWT authorizer checks issuer, audience, time and signature, and asks for one of "
        "the route's scopes, before the function is invoked.",
        page="Control access to HTTP APIs with JWT authorizers",
        path="/apigateway/latest/developerguide/http-api-jwt-authorizer.html",
        failure="A machine's call is answered without a token, or with a person's id token.",
        elsewhere="`curl -si` of a path under /api/ without a token: 401",
    ),
    Assumption(
        id="API-3",
        service=_GATEWAY,
        says="In payload format 2.0 cookies come and go as a list, and binary bodies as Base64.",
        page="Create AWS Lambda proxy integrations for HTTP APIs",
        path="/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html",
        failure="Nobody stays signed in, or a picture is damaged.",
        elsewhere=_PAGES,
    ),
    Assumption(
        id="API-4",
        service=_GATEWAY,
        says="A stage's access log has the fields of its format and no others.",
        page="Configure logging for HTTP APIs",
        path="/apigateway/latest/developerguide/http-api-logging.html",
        failure="The log group of the API has paths or addresses.",
        elsewhere="the log group, after a request",
    ),
    Assumption(
        id="SEC-3",
        service=_SECRETS,
        says="A rotation calls the function for four steps, and may call each again.",
        page="Rotation by Lambda function",
        path="/secretsmanager/latest/userguide/rotate-secrets_lambda.html",
        failure="An error of rotate_origin_secret; pages go on with the value before.",
        elsewhere="alarm function-errors; `aws secretsmanager rotate-secret` tries it",
    ),
    Assumption(
        id="SEC-2",
        service=_SECRETS,
        says="CloudFormation reads the secret's current value whenever it updates the "
        "distribution.",
        page="Get a secret or secret value from Secrets Manager",
        path="/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html",
        failure="After a deployment every page is answered with 403.",
        elsewhere=_PAGES,
    ),
)
"""None of them shows in a hop: the smoke test signs in nowhere."""
