"""The account as AWS answers about it, question by question."""

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.accounts import aws_front
from infra.accounts.ports import (
    CannotReadError,
    Certificate,
    Identity,
    LakeDefaults,
    Subnet,
    Trail,
    Usage,
)
from infra.accounts.rules import front, quotas

_EVERYBODY = "IAM_ALLOWED_PRINCIPALS"
_CONFIG = Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 2})
_LOG_POLICIES = 10
"""Resource policies that CloudWatch Logs keeps for a region (CloudWatch Logs quotas)."""
_WEB_ACLS = 100
"""Web ACLs of an account for CloudFront (AWS WAF quotas)."""
_SERVERS = 50
"""Servers of an account (AWS Transfer Family endpoints and quotas)."""
_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AccessDeniedFault")


@contextmanager
def asking(action: str, *, absent: Sequence[str] = ()) -> Iterator[None]:
    """Turn errors of a call into CannotReadError; codes in `absent` go through.

    Args:
        action: The IAM action of the call.
        absent: Codes by which the service says that there is no such thing.
    """
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in absent:
            raise
        denied = code in _DENIED
        why = f"not allowed to call {action}" if denied else f"{action} was answered with {code}"
        raise CannotReadError(action if denied else "", why) from None
    except BotoCoreError as error:
        raise CannotReadError("", f"{action}: {type(error).__name__}") from None


class AwsAccountReader:
    """Asks AWS in one region; whatever `AWS_ENDPOINT_URL` names answers."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._session = boto3.Session()

    def _client(self, service: str) -> Any:
        return self._session.client(service, region_name=self._region, config=_CONFIG)  # type: ignore[call-overload]

    def in_region(self, region: str) -> "AwsAccountReader":
        """Return a reader of another region."""
        return AwsAccountReader(region)

    def identity(self) -> Identity:
        """Return who calls."""
        with asking("sts:GetCallerIdentity"):
            found = self._client("sts").get_caller_identity()
        shell = self._session.region_name or ""
        return Identity(account=found["Account"], arn=found["Arn"], region=shell)

    def bootstrap_version(self, qualifier: str) -> int | None:
        """Return the version in the parameter that the bootstrap stack keeps."""
        name, missing = f"/cdk-bootstrap/{qualifier}/version", "ParameterNotFound"
        try:
            with asking("ssm:GetParameter", absent=(missing,)):
                found = self._client("ssm").get_parameter(Name=name)
        except ClientError:
            return None
        return int(found["Parameter"]["Value"])

    def concurrent_executions(self) -> int:
        """Return the account's limit, of which functions may reserve a part."""
        with asking("lambda:GetAccountSettings"):
            found = self._client("lambda").get_account_settings()
        return int(found["AccountLimit"]["ConcurrentExecutions"])

    def trails(self) -> Sequence[Trail]:
        """Return the trails of the region, those of other regions and the organization included."""
        cloudtrail = self._client("cloudtrail")
        with asking("cloudtrail:DescribeTrails"):
            found = cloudtrail.describe_trails(includeShadowTrails=True)["trailList"]
        return [_trail(cloudtrail, one["Name"], one.get("TrailARN", one["Name"])) for one in found]

    def lake_defaults(self) -> LakeDefaults:
        """Return whether what is made new is left to IAM."""
        with asking("lakeformation:GetDataLakeSettings"):
            found = self._client("lakeformation").get_data_lake_settings()["DataLakeSettings"]
        return LakeDefaults(
            databases=_is_left_to_iam(found.get("CreateDatabaseDefaultPermissions", [])),
            tables=_is_left_to_iam(found.get("CreateTableDefaultPermissions", [])),
        )

    def stack_states(self, names: Sequence[str]) -> dict[str, str]:
        """Return the states of those of the stacks that exist; asked once."""
        return self._states(tuple(names))

    @functools.cache  # noqa: B019 - one reader a run
    def _states(self, names: tuple[str, ...]) -> dict[str, str]:
        client = self._client("cloudformation")
        with asking("cloudformation:DescribeStacks"):
            pages = client.get_paginator("describe_stacks").paginate()
            return {
                stack["StackName"]: stack["StackStatus"]
                for page in pages
                for stack in page["Stacks"]
                if stack["StackName"] in names and stack["StackStatus"] != "DELETE_COMPLETE"
            }

    def usage(self, quota: str) -> Usage:
        """Return the use of a quota, by its name in `quotas`."""
        return _USAGES[quota](self._client)

    def has_policy(self, arn: str) -> bool:
        """Return whether a managed policy exists."""
        return _exists(
            "iam:GetPolicy",
            ("NoSuchEntity", "NoSuchEntityException"),
            lambda: self._client("iam").get_policy(PolicyArn=arn),
        )

    def has_secret(self, arn: str) -> bool:
        """Return whether a secret exists; its value is not read."""
        return _exists(
            "secretsmanager:DescribeSecret",
            ("ResourceNotFoundException",),
            lambda: self._client("secretsmanager").describe_secret(SecretId=arn),
        )

    def certificate(self, arn: str) -> Certificate | None:
        """Return a certificate; None where there is no such."""
        try:
            with asking("acm:DescribeCertificate", absent=("ResourceNotFoundException",)):
                found = self._client("acm").describe_certificate(CertificateArn=arn)
        except ClientError:
            return None
        return aws_front.read_certificate(found)

    def resolves(self, name: str) -> bool:
        """Return whether a name leads anywhere, as this machine resolves it."""
        return aws_front.resolves(name)

    def subnets(self, ids: Sequence[str]) -> Sequence[Subnet]:
        """Return those of the subnets that exist."""
        with asking("ec2:DescribeSubnets"):
            found = self._client("ec2").describe_subnets(
                Filters=[{"Name": "subnet-id", "Values": list(ids)}]
            )
        return [
            Subnet(subnet_id=one["SubnetId"], vpc_id=one["VpcId"], zone=one["AvailabilityZone"])
            for one in found["Subnets"]
        ]


def _exists(action: str, absent: tuple[str, ...], call: Callable[[], Any]) -> bool:
    try:
        with asking(action, absent=absent):
            call()
    except ClientError:
        return False
    return True


def _trail(cloudtrail: Any, name: str, arn: str) -> Trail:
    with asking("cloudtrail:GetTrailStatus"):
        is_logging = bool(cloudtrail.get_trail_status(Name=arn)["IsLogging"])
    with asking("cloudtrail:GetEventSelectors"):
        found = cloudtrail.get_event_selectors(TrailName=arn)
    return Trail(
        name=name,
        is_logging=is_logging,
        writes_management_events=any(map(_selects, found.get("EventSelectors") or []))
        or any(map(_selects_advanced, found.get("AdvancedEventSelectors") or [])),
    )


def _selects(selector: dict[str, Any]) -> bool:
    """Return whether a selector records calls that change something."""
    included = bool(selector.get("IncludeManagementEvents", True))
    return included and selector.get("ReadWriteType", "All") != "ReadOnly"


def _selects_advanced(selector: dict[str, Any]) -> bool:
    fields = {one["Field"]: one.get("Equals", []) for one in selector["FieldSelectors"]}
    return "Management" in fields.get("eventCategory", []) and "true" not in fields.get(
        "readOnly", []
    )


def _is_left_to_iam(permissions: Sequence[dict[str, Any]]) -> bool:
    return any(
        one.get("Principal", {}).get("DataLakePrincipalIdentifier") == _EVERYBODY
        and "ALL" in one.get("Permissions", [])
        for one in permissions
    )


Client = Callable[[str], Any]


def _limit(client: Client, service: str, code: str) -> int:
    """Return the value of a quota, the account's own or the service's default."""
    try:
        with asking("servicequotas:GetServiceQuota", absent=("NoSuchResourceException",)):
            found = client("service-quotas").get_service_quota(ServiceCode=service, QuotaCode=code)
    except ClientError:
        with asking("servicequotas:GetAWSDefaultServiceQuota"):
            found = client("service-quotas").get_aws_default_service_quota(
                ServiceCode=service, QuotaCode=code
            )
    return int(found["Quota"]["Value"])


def _count(client: Any, operation: str, action: str, key: str, **asked: Any) -> int:
    with asking(action):
        pages = client.get_paginator(operation).paginate(**asked)
        return sum(len(page[key]) for page in pages)


def _buckets(client: Client) -> Usage:
    with asking("s3:ListAllMyBuckets"):
        used = len(client("s3").list_buckets()["Buckets"])
    return Usage(used=used, limit=_limit(client, "s3", "L-DC2B2D3D"))


def _servers(client: Client) -> Usage:
    used = _count(client("transfer"), "list_servers", "transfer:ListServers", "Servers")
    return Usage(used=used, limit=_SERVERS)


def _addresses(client: Client) -> Usage:
    ec2 = client("ec2")
    with asking("ec2:DescribeAddresses"):
        used = len(ec2.describe_addresses()["Addresses"])
    with asking("ec2:DescribeAccountAttributes"):
        [found] = ec2.describe_account_attributes(AttributeNames=["vpc-max-elastic-ips"])[
            "AccountAttributes"
        ]
    return Usage(used=used, limit=int(found["AttributeValues"][0]["AttributeValue"]))


def _of_iam(kind: str) -> Callable[[Client], Usage]:
    """Return a reading of IAM's own summary, which has uses and quotas side by side."""

    def read(client: Client) -> Usage:
        with asking("iam:GetAccountSummary"):
            found = client("iam").get_account_summary()["SummaryMap"]
        return Usage(used=int(found[kind]), limit=int(found[f"{kind}Quota"]))

    return read


def _rules(client: Client) -> Usage:
    used = _count(client("events"), "list_rules", "events:ListRules", "Rules")
    return Usage(used=used, limit=_limit(client, "events", "L-244521F2"))


def _stacks(client: Client) -> Usage:
    cloudformation = client("cloudformation")
    used = _count(cloudformation, "describe_stacks", "cloudformation:DescribeStacks", "Stacks")
    with asking("cloudformation:DescribeAccountLimits"):
        limits = cloudformation.describe_account_limits()["AccountLimits"]
    return Usage(
        used=used, limit=next(one["Value"] for one in limits if one["Name"] == "StackLimit")
    )


def _code(client: Client) -> Usage:
    with asking("lambda:GetAccountSettings"):
        found = client("lambda").get_account_settings()
    return Usage(
        used=int(found["AccountUsage"]["TotalCodeSize"]),
        limit=int(found["AccountLimit"]["TotalCodeSize"]),
    )


def _log_policies(client: Client) -> Usage:
    with asking("logs:DescribeResourcePolicies"):
        used = len(client("logs").describe_resource_policies()["resourcePolicies"])
    return Usage(used=used, limit=_LOG_POLICIES)


def _web_acls(client: Client) -> Usage:
    with asking("wafv2:ListWebACLs"):
        found = client("wafv2").list_web_acls(Scope="CLOUDFRONT", Limit=_WEB_ACLS)
    return Usage(used=len(found["WebACLs"]), limit=_WEB_ACLS)


_USAGES: dict[str, Callable[[Client], Usage]] = {
    quotas.BUCKETS.name: _buckets,
    quotas.SERVERS.name: _servers,
    quotas.ADDRESSES.name: _addresses,
    quotas.ROLES.name: _of_iam("Roles"),
    quotas.POLICIES.name: _of_iam("Policies"),
    quotas.RULES_OF_BUS.name: _rules,
    quotas.STACKS.name: _stacks,
    quotas.CODE.name: _code,
    quotas.LOG_POLICIES.name: _log_policies,
    front.WEB_ACLS.name: _web_acls,
}
