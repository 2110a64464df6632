"""The HTTP API of the pages: its routes, its limits, its log, and its name."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Fn, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.constructs.python_function import PythonFunction, log_retention, removal_policy
from infra.functions.declaration import HttpApi
from infra.settings import Settings

DEFAULT = "$default"
"""The stage without a segment in its paths, and the route of what no other one takes."""
LOGGED = {
    "requestId": "$context.requestId",
    "routeKey": "$context.routeKey",
    "status": "$context.status",
    "latency": "$context.responseLatency",
    "integrationLatency": "$context.integrationLatency",
}
"""Fields of the access log. Paths, queries and addresses are left out: a page's path names a
claim, and a query what was searched for. Who saw what is in the audit trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAccess:
    """The tokens that the JSON API takes: their issuer, their audience and their scopes."""

    issuer: str
    audience: Sequence[str]
    scopes: Sequence[str]
    """A token has one of them at least; the function looks at which."""


class PagesApi(Construct):
    """Creates the HTTP API, its only stage, an encrypted access log, and its own name.

    Where CloudFront stands in front, the API is reached by its origin name alone: the endpoint that
    AWS gives to every API is off. `address` is what people open.
    """

    def __init__(  # noqa: PLR0913 - the properties of one API, by keyword
        self,
        scope: Construct,
        *,
        declared: HttpApi,
        function: PythonFunction,
        settings: Settings,
        log_key: kms.IKey,
        tokens: TokenAccess,
    ) -> None:
        super().__init__(scope, declared.name)
        self._settings = settings
        self._log_key = log_key
        web = settings.web
        integration = integrations.HttpLambdaIntegration(
            declared.name,
            function.function,
            payload_format_version=apigateway.PayloadFormatVersion.VERSION_2_0,
        )
        self._api = apigateway.HttpApi(
            self,
            "Api",
            api_name=Stack.of(self).stack_name,
            description=f"ClaimTrail {settings.stage}: pages and JSON API",
            create_default_stage=False,
            disable_execute_api_endpoint=web.is_public,
            default_integration=integration,
        )
        # A route of its own, so that the log tells the feed from people.
        self._api.add_routes(
            path=declared.feed_path, methods=[apigateway.HttpMethod.ANY], integration=integration
        )
        # The more specific route wins: who has no token yet can read how to call the API.
        self._api.add_routes(
            path=declared.open_path,
            methods=[apigateway.HttpMethod.GET],
            integration=integration,
        )
        self._api.add_routes(
            path=declared.machine_path,
            methods=[apigateway.HttpMethod.ANY],
            integration=integration,
            authorizer=authorizers.HttpJwtAuthorizer(
                "Machines", tokens.issuer, jwt_audience=list(tokens.audience)
            ),
            authorization_scopes=list(tokens.scopes),
        )
        stage = self._stage()
        self.name = self._named(stage)
        self.origin_target = self.name.attr_regional_domain_name
        self.address = f"https://{web.domain}" if web.is_public else self._local_address()

    def _local_address(self) -> str:
        """Return the address at the embedded cloud, whose port stands in the API's own address."""
        port = Fn.select(2, Fn.split(":", self._api.api_endpoint))
        return Fn.join("", ["http://", self._settings.web.domain, ":", port])

    def _stage(self) -> apigateway.CfnStage:
        group = logs.LogGroup(
            self,
            "Log",
            retention=log_retention(),
            encryption_key=self._log_key,
            removal_policy=removal_policy(self._settings),
        )
        web = self._settings.web
        return apigateway.CfnStage(
            self,
            "Stage",
            api_id=self._api.api_id,
            stage_name=DEFAULT,
            auto_deploy=True,
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=group.log_group_arn, format=json.dumps(LOGGED)
            ),
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=web.requests_per_second, throttling_burst_limit=web.burst
            ),
        )

    def _named(self, stage: apigateway.CfnStage) -> apigateway.CfnDomainName:
        """Return the API's name: CloudFront's way to it, or the embedded cloud's own."""
        web = self._settings.web
        name = apigateway.CfnDomainName(
            self,
            "Name",
            domain_name=web.origin_domain or web.domain,
            domain_name_configurations=[
                apigateway.CfnDomainName.DomainNameConfigurationProperty(
                    certificate_arn=web.origin_certificate,
                    endpoint_type="REGIONAL",
                    security_policy="TLS_1_2",
                )
            ]
            if web.is_public
            else None,
        )
        mapping = apigateway.CfnApiMapping(
            self, "Mapping", api_id=self._api.api_id, domain_name=name.ref, stage=DEFAULT
        )
        mapping.add_resource_dependency(stage)
        return name
