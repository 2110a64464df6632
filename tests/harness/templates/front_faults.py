"""Faults of what stands in front of the pages: API Gateway, CloudFront, WAF, and the secret."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.harness.templates.service_faults import Faults, Properties, at_most, resolved

_DAYS = (1, 1_000)
_INTEGRATION_MS = 30_000
_ACCOUNT_RATE, _ACCOUNT_BURST = 10_000, 5_000
_TLS = frozenset({"TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"})
_CAPACITY = 1_500
_MANAGED_CAPACITY: Mapping[str, int] = {
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesCommonRuleSet": 700,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
}
_RATE_CAPACITY, _TRANSFORMATION_CAPACITY = 2, 10
_CAPACITY_OF: Mapping[str, int] = {
    "SizeConstraintStatement": 1,
    "ByteMatchStatement": 2,
    "LabelMatchStatement": 1,
}
_LOGICAL = frozenset({"AndStatement", "OrStatement"})
"""Statements that take no capacity of their own, but that of the statements in them."""


def in_config(name: str, **most: int) -> Callable[[Properties], Faults]:
    """Bound the lengths of texts in the one property that holds all others."""
    bounded = at_most(**most)

    def faults(properties: Properties) -> Faults:
        yield from bounded(properties[name])

    return faults


def rotation_days(properties: Properties) -> Faults:
    """Bound the days between two rotations, and ask for the function that makes them."""
    days = properties["RotationRules"]["AutomaticallyAfterDays"]
    if not _DAYS[0] <= days <= _DAYS[1]:
        yield f"rotates every {days} days"
    if "RotationLambdaARN" not in properties:
        yield "no function rotates it"


def integration(properties: Properties) -> Faults:
    """Bound the time-out; HTTP APIs know two formats of an event."""
    if properties.get("TimeoutInMillis", _INTEGRATION_MS) > _INTEGRATION_MS:
        yield f"TimeoutInMillis is {properties['TimeoutInMillis']}"
    if properties.get("PayloadFormatVersion") not in {"1.0", "2.0"}:
        yield f"PayloadFormatVersion is {properties.get('PayloadFormatVersion')}"


def gateway_stage(properties: Properties) -> Faults:
    """Bound the throttling, and hold the log's format to one line of JSON with a request id."""
    limits = properties["DefaultRouteSettings"]
    if limits["ThrottlingRateLimit"] > _ACCOUNT_RATE:
        yield f"ThrottlingRateLimit is {limits['ThrottlingRateLimit']}"
    if limits["ThrottlingBurstLimit"] > _ACCOUNT_BURST:
        yield f"ThrottlingBurstLimit is {limits['ThrottlingBurstLimit']}"
    logged = properties["AccessLogSettings"]["Format"]
    if "\n" in logged or "$context.requestId" not in json.loads(logged).values():
        yield f"the log's format is {logged!r}"


def domain_name(properties: Properties) -> Faults:
    """Bound the name; a name of AWS's has a certificate, and TLS 1.2."""
    if len(properties["DomainName"]) > 512:
        yield "DomainName is too long"
    for one in properties.get("DomainNameConfigurations", []):
        if one.get("SecurityPolicy") != "TLS_1_2" or not one.get("CertificateArn"):
            yield f"its configuration is {one}"


def distribution(properties: Properties) -> Faults:
    """Ask for TLS 1.2 of viewers and of origins, and bound the comment."""
    config = properties["DistributionConfig"]
    yield from at_most(Comment=128)(config)
    if config["ViewerCertificate"].get("MinimumProtocolVersion") not in _TLS:
        yield "viewers may use older TLS"
    for origin in config["Origins"]:
        if origin["CustomOriginConfig"].get("OriginSSLProtocols") != ["TLSv1.2"]:
            yield f"{origin['DomainName']} is reached by older TLS"
        seconds = origin["CustomOriginConfig"].get("OriginReadTimeout", 30)
        if not 1 <= seconds <= 120:
            yield f"OriginReadTimeout is {seconds}"


def web_acl(properties: Properties) -> Faults:
    """Bound the capacity, and hold priorities, names and rates to what WAF takes."""
    rules = properties["Rules"]
    if len({one["Priority"] for one in rules}) < len(rules):
        yield "two rules have one priority"
    used = sum(_capacity(one["Statement"]) for one in rules)
    if used > _CAPACITY:
        yield f"the rules take {used} capacity units"
    for one in rules:
        if ("Action" in one) is ("OverrideAction" in one):
            yield f"{one['Name']} has both an action and an override, or neither"
        rate = one["Statement"].get("RateBasedStatement", {})
        if rate and not 10 <= rate["Limit"] <= 2_000_000_000:
            yield f"{one['Name']} counts to {rate['Limit']}"


def _capacity(statement: Mapping[str, Any]) -> int:
    """Return the capacity units of a statement; a managed group has its own number."""
    [(kind, body)] = statement.items()
    if kind == "ManagedRuleGroupStatement":
        return _MANAGED_CAPACITY[body["Name"]]
    if kind == "RateBasedStatement":
        return _RATE_CAPACITY + _capacity(body["ScopeDownStatement"])
    if kind == "NotStatement":
        return _capacity(body["Statement"])
    if kind in _LOGICAL:
        return sum(map(_capacity, body["Statements"]))
    transformed = [one for one in body.get("TextTransformations", ()) if one["Type"] != "NONE"]
    return _CAPACITY_OF[kind] + _TRANSFORMATION_CAPACITY * len(transformed)


def waf_log(properties: Properties) -> Faults:
    """Ask for the one destination that WAF takes, by its name."""
    destinations = properties["LogDestinationConfigs"]
    if len(destinations) != 1 or ":aws-waf-logs-" not in str(resolved(destinations[0])):
        yield f"the log goes to {destinations}"
