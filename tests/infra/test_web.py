"""The pages are reached through CloudFront and WAF alone, and what is logged names no claim."""

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk.assertions import Template
from pydantic import ValidationError

from claimtrail.access.front.origin import NO_FRONT, ORIGIN_HEADER
from claimtrail.access.front.outputs import FrontOutput
from infra.constructs.pages_api import PagesApi, TokenAccess
from infra.constructs.python_function import PythonFunction
from infra.functions.registry import declared_functions
from infra.functions.web import FUNCTIONS
from infra.settings import Settings, Web
from tests.harness.templates.templates import Synthesized, as_list

pytestmark = pytest.mark.capability("T2.2")

REGION = "us-west-2"
CERTIFICATE = "arn:aws:acm:{region}:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000001"
WHOLE = {
    "domain": "claims.acme.example",
    "certificate": CERTIFICATE.format(region="us-east-1"),
    "origin_domain": "origin.acme.example",
    "origin_certificate": CERTIFICATE.format(region=REGION),
}
PHI_IN_LOGS = ("path", "query", "ip", "uri", "cookie", "referer", "useragent", "body")
"""Words of variables that hold a page's address, or who asked for it."""


def only(stage: Synthesized, type_: str) -> dict[str, Any]:
    [found] = stage.resources(type_)
    return found.properties


@pytest.fixture
def distribution(prod: Synthesized) -> dict[str, Any]:
    config: dict[str, Any] = only(prod, "AWS::CloudFront::Distribution")["DistributionConfig"]
    return config


def test_the_api_has_its_own_name_and_no_other_way_in(prod: Synthesized) -> None:
    web = prod.settings.web
    assert only(prod, "AWS::ApiGatewayV2::Api")["DisableExecuteApiEndpoint"] is True
    name = only(prod, "AWS::ApiGatewayV2::DomainName")
    assert name["DomainName"] == web.origin_domain
    [configuration] = name["DomainNameConfigurations"]
    assert configuration["CertificateArn"] == web.origin_certificate
    assert configuration["EndpointType"] == "REGIONAL"


def test_cloudfront_proves_itself_by_a_secret_that_no_template_holds(
    prod: Synthesized, distribution: dict[str, Any]
) -> None:
    [origin] = distribution["Origins"]
    [header] = origin["OriginCustomHeaders"]
    assert header["HeaderName"] == ORIGIN_HEADER
    assert "{{resolve:secretsmanager:" in json.dumps(header["HeaderValue"])
    assert origin["DomainName"] == prod.settings.web.origin_domain
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    given = prod.function("serve_pages").properties["Environment"]["Variables"]
    assert "OriginSecret" in json.dumps(given["ORIGIN_SECRET_ARN"])


def test_pages_are_given_how_long_an_opening_lasts(prod: Synthesized) -> None:
    given = prod.function("serve_pages").properties["Environment"]["Variables"]
    pace = prod.settings.access_reviews
    assert given["GLASS_DAYS"] == str(pace.glass_days)
    assert given["GLASS_MINUTES"] == str(pace.glass_minutes)


def test_the_secret_rotates_and_its_function_may_do_no_more_than_that(prod: Synthesized) -> None:
    schedule = only(prod, "AWS::SecretsManager::RotationSchedule")
    assert schedule["RotationRules"] == {"AutomaticallyAfterDays": prod.settings.web.secret_days}
    assert "RotateOriginSecretFunction" in json.dumps(schedule["RotationLambdaARN"])
    allowed = {
        action
        for statement in prod.statements("RotateOriginSecret")
        for action in as_list(statement["Action"])
        if not action.startswith(("logs:", "xray:"))
    }
    assert allowed == {
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "cloudfront:GetDistributionConfig",
        "cloudfront:UpdateDistribution",
        "wafv2:GetWebACL",
    }


def test_pages_are_never_kept_and_files_are(distribution: dict[str, Any]) -> None:
    disabled, optimized = (
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        "658327ea-f89d-4fab-a63d-7e88639e58f6",
    )
    assert distribution["DefaultCacheBehavior"]["CachePolicyId"] == disabled
    [static] = distribution["CacheBehaviors"]
    assert (static["PathPattern"], static["CachePolicyId"]) == ("/static/*", optimized)
    for behavior in (distribution["DefaultCacheBehavior"], static):
        assert behavior["ViewerProtocolPolicy"] == "redirect-to-https"
        assert behavior["ResponseHeadersPolicyId"]


def test_browsers_are_told_to_come_by_tls_alone(
    prod: Synthesized, distribution: dict[str, Any]
) -> None:
    assert distribution["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert distribution["HttpVersion"] == "http2and3"
    config = only(prod, "AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    transport = config["SecurityHeadersConfig"]["StrictTransportSecurity"]
    assert transport["Override"] is True
    assert transport["IncludeSubdomains"] is True
    assert transport["AccessControlMaxAgeSec"] >= 365 * 86_400


def test_pages_are_reached_from_the_countries_of_the_stage(distribution: dict[str, Any]) -> None:
    restriction = distribution["Restrictions"]["GeoRestriction"]
    assert restriction["RestrictionType"] == "whitelist"
    assert {"US", "PR"} <= set(restriction["Locations"])


def test_the_web_acl_bounds_sign_ins_and_bodies_and_applies_the_managed_rules(
    prod: Synthesized, distribution: dict[str, Any]
) -> None:
    assert "edge" in json.dumps(distribution["WebACLId"])
    acl = only(prod, "AWS::WAFv2::WebACL")
    assert acl["Scope"] == "CLOUDFRONT"
    rules = {one["Name"]: one for one in acl["Rules"]}
    rate = rules["SignInsTooMany"]["Statement"]["RateBasedStatement"]
    assert rate["Limit"] == prod.settings.web.sign_in_requests
    assert rate["ScopeDownStatement"]["ByteMatchStatement"]["SearchString"] == "/sign-in"
    size = rules["BodyTooLong"]["Statement"]["SizeConstraintStatement"]
    assert size["FieldToMatch"]["Body"]["OversizeHandling"] == "MATCH"
    assert [rules[name]["Action"] for name in ("SignInsTooMany", "BodyTooLong")] == [
        {"Block": {}}
    ] * 2
    managed = {
        rule["Statement"]["ManagedRuleGroupStatement"]["Name"]
        for rule in rules.values()
        if "ManagedRuleGroupStatement" in rule["Statement"]
    }
    assert managed == {
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
    }


def test_programs_may_come_without_a_user_agent_and_with_long_bodies(prod: Synthesized) -> None:
    rules = {one["Name"]: one for one in only(prod, "AWS::WAFv2::WebACL")["Rules"]}
    common = rules["AWSManagedRulesCommonRuleSet"]
    group = common["Statement"]["ManagedRuleGroupStatement"]
    assert {one["Name"]: one["ActionToUse"] for one in group["RuleActionOverrides"]} == {
        "SizeRestrictions_BODY": {"Count": {}},
        "NoUserAgent_HEADER": {"Count": {}},
    }
    own = rules["NoUserAgent"]
    assert own["Action"] == {"Block": {}}
    # The label is there only once its group has run.
    assert own["Priority"] > common["Priority"]
    labeled, elsewhere = own["Statement"]["AndStatement"]["Statements"]
    assert labeled["LabelMatchStatement"] == {
        "Scope": "LABEL",
        "Key": "awswaf:managed:aws:core-rule-set:NoUserAgent_Header",
    }
    by_programs = elsewhere["NotStatement"]["Statement"]["OrStatement"]["Statements"]
    assert [one["ByteMatchStatement"]["SearchString"] for one in by_programs] == [
        "/api/v1/",
        "/scim/v2/",
    ]


def test_no_log_of_the_front_has_an_address_of_a_page(prod: Synthesized) -> None:
    assert "Logging" not in only(prod, "AWS::CloudFront::Distribution")["DistributionConfig"]
    redacted = json.dumps(only(prod, "AWS::WAFv2::LoggingConfiguration")["RedactedFields"])
    for field in ("UriPath", "QueryString", "cookie", "authorization", "referer"):
        assert field in redacted
    acl = json.dumps(only(prod, "AWS::WAFv2::WebACL"))
    assert '"SampledRequestsEnabled": true' not in acl


def test_the_api_logs_each_request_without_its_address(
    prod: Synthesized, local: Synthesized
) -> None:
    for stage in (prod, local):
        settings = only(stage, "AWS::ApiGatewayV2::Stage")["AccessLogSettings"]
        logged = json.loads(settings["Format"])
        assert {"requestId", "routeKey", "status", "latency"} <= logged.keys()
        for variable in logged.values():
            assert not any(word in variable.lower() for word in PHI_IN_LOGS), variable


def test_the_api_takes_no_more_requests_than_the_stage_says(prod: Synthesized) -> None:
    limits = only(prod, "AWS::ApiGatewayV2::Stage")["DefaultRouteSettings"]
    assert limits == {"ThrottlingRateLimit": 50, "ThrottlingBurstLimit": 100}


def test_every_request_invokes_the_function_and_nobody_elses_api_may(prod: Synthesized) -> None:
    integration = only(prod, "AWS::ApiGatewayV2::Integration")
    assert integration["PayloadFormatVersion"] == "2.0"
    assert "ServePagesFunction" in json.dumps(integration["IntegrationUri"])
    assert "$default" in {
        one.properties["RouteKey"] for one in prod.resources("AWS::ApiGatewayV2::Route")
    }
    for permission in prod.resources("AWS::Lambda::Permission"):
        principal = permission.properties["Principal"]
        if principal == "apigateway.amazonaws.com":
            assert "PagesApi" in json.dumps(permission.properties["SourceArn"])
        if principal == "secretsmanager.amazonaws.com":
            assert permission.properties["SourceAccount"] == prod.settings.account


@pytest.mark.capability("C1.6")
def test_machines_show_a_token_except_for_the_description_of_the_api(prod: Synthesized) -> None:
    stack = Stack(App(), "web")
    arn = "arn:aws:lambda:us-west-2:111122223333:function:pages"
    [declared] = [one.http for one in FUNCTIONS if one.http]
    PagesApi(
        stack,
        declared=declared,
        function=cast(
            "PythonFunction",
            SimpleNamespace(function=lambda_.Function.from_function_arn(stack, "Served", arn)),
        ),
        settings=prod.settings,
        log_key=kms.Key(stack, "Key"),
        tokens=TokenAccess(
            issuer="https://issuer.example", audience=["c"], scopes=["claimtrail/claims:read"]
        ),
    )

    routes = Template.from_stack(stack).find_resources("AWS::ApiGatewayV2::Route").values()
    assert {
        one["Properties"]["RouteKey"]: one["Properties"].get("AuthorizationType", "NONE")
        for one in routes
    } == {
        "$default": "NONE",
        "ANY /api/{proxy+}": "JWT",
        "GET /api/v1/openapi.json": "NONE",
        "ANY /scim/v2/{proxy+}": "NONE",
    }


_LONGEST = {"_ARN": 140, "_URL": 130, "_BUCKET": 63}
"""Letters of what stacks fill in, by the end of the variable's name."""


def _size(name: str, value: object) -> int:
    """Return the bytes of a variable's value, long names standing for what is not known yet."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict) and "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return sum(_size("", one) for one in parts) + len(separator) * (len(parts) - 1)
    return next((most for end, most in _LONGEST.items() if name.endswith(end)), 70)


@pytest.mark.capability("C8.1")
def test_the_pages_have_room_for_more_resources_and_a_layer(prod: Synthesized) -> None:
    """Lambda takes 4 KB of variables and five layers."""
    function = prod.function("serve_pages").properties
    variables = function["Environment"]["Variables"]

    size = sum(len(name) + _size(name, value) for name, value in variables.items())

    five_more = 5 * (len("TICKET_ATTACHMENTS_BUCKET") + 70)
    assert size + five_more <= 4_096
    assert len(function["Layers"]) <= 4


@pytest.mark.capability("T6.4")
def test_the_leaver_feed_has_a_route_and_a_token_that_the_pages_alone_read(
    prod: Synthesized,
) -> None:
    routes = {one.properties["RouteKey"] for one in prod.resources("AWS::ApiGatewayV2::Route")}
    assert "ANY /scim/v2/{proxy+}" in routes
    variables = prod.function("serve_pages").properties["Environment"]["Variables"]
    assert "LeaverFeedSecret" in json.dumps(variables["SCIM_SECRET_ARN"])
    [secret] = [
        one
        for one in prod.resources("AWS::SecretsManager::Secret")
        if "leaver feed" in one.properties["Description"]
    ]
    assert secret.properties["GenerateSecretString"]["PasswordLength"] >= 64
    assert "KmsKeyId" in secret.properties
    readers = {
        one.construct_name
        for one in declared_functions()
        for statement in prod.statements(one.construct_name)
        if "LeaverFeedSecret" in json.dumps(statement["Resource"])
    }
    assert readers == {"ServePages"}


@pytest.mark.capability("C5.8")
@pytest.mark.parametrize("name", ["ServePages", "ReviewAccess"])
def test_who_ends_access_lists_and_disables_accounts_and_makes_none(
    prod: Synthesized, name: str
) -> None:
    [statement] = [
        one
        for one in prod.statements(name)
        if any(action.startswith("cognito-idp:") for action in as_list(one["Action"]))
    ]

    assert set(as_list(statement["Action"])) == {
        "cognito-idp:ListUsers",
        "cognito-idp:AdminDisableUser",
        "cognito-idp:AdminUserGlobalSignOut",
    }
    assert "SignInPool" in json.dumps(statement["Resource"])


@pytest.mark.capability("C5.8")
def test_reviews_ask_the_access_log_and_no_other_dataset(prod: Synthesized) -> None:
    said = json.dumps(prod.statements("ReviewAccess"))

    assert "athena:StartQueryExecution" in said
    assert "access_log" in said
    assert "claim_versions" not in said


def test_the_embedded_cloud_has_the_api_alone_under_a_name_of_this_machine(
    local: Synthesized,
) -> None:
    types = {one.type for one in local.all_resources()}
    assert not {kind for kind in types if "CloudFront" in kind or "WAF" in kind}
    assert not local.has_function("rotate_origin_secret")
    assert only(local, "AWS::ApiGatewayV2::DomainName")["DomainName"] == "claimtrail.localhost"
    address = local.template("web")["Outputs"][FrontOutput.PAGES_ADDRESS]["Value"]
    assert "http://claimtrail.localhost:" in json.dumps(address)
    variables = local.function("serve_pages").properties["Environment"]["Variables"]
    assert variables["ORIGIN_SECRET_ARN"] == NO_FRONT


def test_a_stage_without_a_domain_has_nothing_that_leads_to_its_pages(dev: Synthesized) -> None:
    assert dev.has_function("serve_pages")
    types = {one.type for one in dev.all_resources()}
    assert not {kind for kind in types if kind.startswith(("AWS::ApiGateway", "AWS::CloudFront"))}
    invoking = {
        one.properties["Principal"]
        for one in dev.resources("AWS::Lambda::Permission")
        if "ServePages" in json.dumps(one.properties["FunctionName"])
    }
    assert invoking == set()


@pytest.mark.parametrize(
    "changed",
    [
        {"certificate": ""},
        {"origin_domain": ""},
        {"origin_certificate": ""},
        {"certificate": CERTIFICATE.format(region=REGION)},
        {"domain": ""},
        {"domain": "claimtrail.localhost"},
        {"origin_domain": "claims.acme.example"},
        {"domain": "https://claims.acme.example"},
        {"countries": ("USA",)},
        {"sign_in_requests": 9},
    ],
)
def test_settings_that_would_not_work_are_refused(changed: dict[str, Any]) -> None:
    Web.model_validate(WHOLE)
    with pytest.raises(ValidationError):
        Web.model_validate(WHOLE | changed)


def test_a_certificate_of_another_region_than_the_apis_is_refused(prod: Synthesized) -> None:
    stage = prod.settings.model_dump()
    with pytest.raises(ValidationError, match="origin_certificate"):
        Settings.model_validate(stage | {"web": WHOLE})
    assert Settings.model_validate(stage | {"web": WHOLE, "region": REGION}).web.is_public
