"""CloudFront in front of the pages, and the secret by which it proves itself to their API."""

from aws_cdk import Duration
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from claimtrail.access.front.origin import ORIGIN_HEADER
from claimtrail.access.front.rotation import VALUE_LENGTH
from infra.constructs.python_function import PythonFunction, removal_policy
from infra.settings import Settings

STATIC_PATHS = "/static/*"
"""Files whose names change with their content; all else is made for one person."""
_HSTS = Duration.days(730)
_READ_SECONDS = 30
"""Seconds that CloudFront waits for an answer: as long as the API does."""


class PagesFront(Construct):
    """Creates the distribution, its headers, and the secret that it sends to the API.

    Pages are never cached. Neither does CloudFront log requests: its log has their addresses, and
    a page's address says what somebody searched for.
    """

    def __init__(
        self, scope: Construct, *, settings: Settings, key: kms.IKey, web_acl_arn: str
    ) -> None:
        super().__init__(scope, "Front")
        self._settings = settings
        self.key = key
        self.secret = secretsmanager.Secret(
            self,
            "OriginSecret",
            description="Shows the pages that a request came through CloudFront",
            encryption_key=key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=VALUE_LENGTH, exclude_punctuation=True
            ),
            removal_policy=removal_policy(settings),
        )
        web = settings.web
        origin = origins.HttpOrigin(
            web.origin_domain,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
            read_timeout=Duration.seconds(_READ_SECONDS),
            # CloudFormation reads it when it deploys; the template holds a reference alone.
            custom_headers={ORIGIN_HEADER: self.secret.secret_value.unsafe_unwrap()},
        )
        headers = self._headers()
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"ClaimTrail {settings.stage}: the pages",
            domain_names=[web.domain],
            certificate=acm.Certificate.from_certificate_arn(self, "Certificate", web.certificate),
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            geo_restriction=(
                cloudfront.GeoRestriction.allowlist(*web.countries) if web.countries else None
            ),
            web_acl_id=web_acl_arn,
            enable_logging=False,
            default_behavior=cloudfront.BehaviorOptions(
                origin=origin,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
                cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
                # The API knows its origin name alone: a viewer's Host would be no name of its own.
                origin_request_policy=(
                    cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER
                ),
                response_headers_policy=headers,
            ),
            additional_behaviors={
                STATIC_PATHS: cloudfront.BehaviorOptions(
                    origin=origin,
                    viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                    allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
                    cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
                    response_headers_policy=headers,
                )
            },
        )

    def rotate_by(self, worker: PythonFunction) -> None:
        """Let Secrets Manager call a function for each step of a rotation."""
        worker.function.add_permission(
            "Rotation",
            principal=iam.ServicePrincipal("secretsmanager.amazonaws.com"),
            source_account=self._settings.account,
        )
        schedule = secretsmanager.CfnRotationSchedule(
            self,
            "Rotation",
            secret_id=self.secret.secret_arn,
            rotation_lambda_arn=worker.function.function_arn,
            # The value that CloudFront was deployed with is as good as another.
            rotate_immediately_on_update=False,
            rotation_rules=secretsmanager.CfnRotationSchedule.RotationRulesProperty(
                automatically_after_days=self._settings.web.secret_days
            ),
        )
        schedule.node.add_dependency(worker)

    def _headers(self) -> cloudfront.ResponseHeadersPolicy:
        """Return what CloudFront adds to answers; pages set their own content security policy."""
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            comment=f"ClaimTrail {self._settings.stage}: the pages",
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=_HSTS, include_subdomains=True, override=True
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=False
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override=False
                ),
            ),
        )
