"""The web ACL in front of the pages, in the region in which WAF keeps those of CloudFront."""

from collections.abc import Callable

from aws_cdk import ArnFormat, Fn
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from claimtrail.bootstrap.stacks import EDGE, EDGE_REGION, stack_name
from infra.constructs.python_function import log_retention, removal_policy
from infra.settings import Settings
from infra.stacks.base import StageStack

SIGN_IN_PATH = "/sign-in"
"""Beginning of the paths by which people sign in."""
WINDOW_SECONDS = 300
BODY_BYTES = 65_536
"""A longer body is blocked. WAF looks at no more of it than that, on CloudFront."""
_BODY_LIMIT = "KB_64"
COMMON_RULES = "AWSManagedRulesCommonRuleSet"
COUNTED = ("SizeRestrictions_BODY", "NoUserAgent_HEADER")
"""The common rules that are counted alone, since rules of ours stand in their place: a list of
chosen claims and a body of the JSON API are longer than 8 KB, and programs send no User-Agent."""
MANAGED_GROUPS = (
    "AWSManagedRulesAmazonIpReputationList",
    COMMON_RULES,
    "AWSManagedRulesKnownBadInputsRuleSet",
)
"""Rule groups that AWS keeps up to date, in the order in which they are applied."""
PROGRAM_PATHS = ("/api/v1/", "/scim/v2/")
"""Beginnings of the paths that programs call. RFC 9110 section 10.1.5 asks no program for a
User-Agent, and the directories of some identity providers send none."""
_NO_USER_AGENT = "awswaf:managed:aws:core-rule-set:NoUserAgent_Header"
"""The label that the common rules put on a request without the header, counted or not."""
_LOG_PREFIX = "aws-waf-logs-"
"""WAF sends its log to groups whose names begin so, and to no other."""
_REDACTED_HEADERS = ("authorization", "cookie", "referer")
_MakeRule = Callable[[int, Settings], wafv2.CfnWebACL.RuleProperty]
"""Returns a rule of a priority for a stage."""


class EdgeStack(StageStack):
    """The web ACL of the stage's distribution, and the log of what it blocked.

    Neither keeps an address of a page or what was searched for: the log leaves them out, and no
    requests are sampled.
    """

    def __init__(self, scope: Construct, *, settings: Settings) -> None:
        name = stack_name(settings.stage, EDGE)
        super().__init__(
            scope,
            name,
            settings=settings,
            description="the web ACL in front of the pages",
            region=EDGE_REGION,
        )
        self.web_acl = wafv2.CfnWebACL(
            self,
            "WebAcl",
            description=f"ClaimTrail {settings.stage}: the pages",
            scope="CLOUDFRONT",
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_seen_as("Pages"),
            association_config=wafv2.CfnWebACL.AssociationConfigProperty(
                request_body={
                    "CLOUDFRONT": wafv2.CfnWebACL.RequestBodyAssociatedResourceTypeConfigProperty(
                        default_size_inspection_limit=_BODY_LIMIT
                    )
                }
            ),
            rules=[make(priority, settings) for priority, make in enumerate(_RULES)],
        )
        self._log_blocked()

    def _log_blocked(self) -> None:
        # A kept log of a stack that was deleted has its name: the next stack's has another one.
        made_as = Fn.select(4, Fn.split("-", Fn.select(2, Fn.split("/", self.stack_id))))
        name = Fn.join("-", [f"{_LOG_PREFIX}{self.stack_name}", made_as])
        key = kms.Key(
            self,
            "LogKey",
            description=f"ClaimTrail {self.settings.stage}: the log of the web ACL",
            enable_key_rotation=True,
            removal_policy=removal_policy(self.settings),
        )
        group = logs.LogGroup(
            self,
            "Log",
            log_group_name=name,
            retention=log_retention(),
            encryption_key=key,
            removal_policy=removal_policy(self.settings),
        )
        # By its name: the key's policy would wait for the group, which waits for the key.
        own = self.format_arn(
            service="logs",
            resource="log-group",
            resource_name=name,
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="LogGroups",
                principals=[iam.ServicePrincipal(f"logs.{EDGE_REGION}.amazonaws.com")],
                actions=["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
                resources=["*"],
                conditions={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": own}},
            )
        )
        logging = wafv2.CfnLoggingConfiguration(
            self,
            "Logging",
            resource_arn=self.web_acl.attr_arn,
            log_destination_configs=[own],
            redacted_fields=[
                wafv2.CfnLoggingConfiguration.FieldToMatchProperty(uri_path={}),
                wafv2.CfnLoggingConfiguration.FieldToMatchProperty(query_string={}),
                *(
                    wafv2.CfnLoggingConfiguration.FieldToMatchProperty(single_header={"Name": name})
                    for name in _REDACTED_HEADERS
                ),
            ],
            logging_filter={
                "DefaultBehavior": "DROP",
                "Filters": [
                    {
                        "Behavior": "KEEP",
                        "Requirement": "MEETS_ANY",
                        "Conditions": [
                            {"ActionCondition": {"Action": action}} for action in ("BLOCK", "COUNT")
                        ],
                    }
                ],
            },
        )
        logging.node.add_dependency(group)


def _managed(name: str) -> _MakeRule:
    def make(priority: int, _: Settings) -> wafv2.CfnWebACL.RuleProperty:
        counted = [
            wafv2.CfnWebACL.RuleActionOverrideProperty(
                name=rule, action_to_use=wafv2.CfnWebACL.RuleActionProperty(count={})
            )
            for rule in COUNTED
            if name == COMMON_RULES
        ]
        return wafv2.CfnWebACL.RuleProperty(
            name=name,
            priority=priority,
            override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
            statement=wafv2.CfnWebACL.StatementProperty(
                managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                    vendor_name="AWS", name=name, rule_action_overrides=counted or None
                )
            ),
            visibility_config=_seen_as(name),
        )

    return make


def _body(priority: int, _: Settings) -> wafv2.CfnWebACL.RuleProperty:
    return _blocking(
        "BodyTooLong",
        priority,
        wafv2.CfnWebACL.StatementProperty(
            size_constraint_statement=wafv2.CfnWebACL.SizeConstraintStatementProperty(
                comparison_operator="GE",
                size=BODY_BYTES,
                field_to_match=wafv2.CfnWebACL.FieldToMatchProperty(
                    body=wafv2.CfnWebACL.BodyProperty(oversize_handling="MATCH")
                ),
                text_transformations=[_as_it_is(0)],
            )
        ),
    )


def _sign_in(priority: int, settings: Settings) -> wafv2.CfnWebACL.RuleProperty:
    # However the path is written: nobody gets around the limit by `/%73ign-in`.
    path = _path_begins(
        SIGN_IN_PATH,
        wafv2.CfnWebACL.TextTransformationProperty(priority=0, type="URL_DECODE"),
        wafv2.CfnWebACL.TextTransformationProperty(priority=1, type="LOWERCASE"),
    )
    return _blocking(
        "SignInsTooMany",
        priority,
        wafv2.CfnWebACL.StatementProperty(
            rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                aggregate_key_type="IP",
                evaluation_window_sec=WINDOW_SECONDS,
                limit=settings.web.sign_in_requests,
                scope_down_statement=path,
            )
        ),
    )


def _no_user_agent(priority: int, _: Settings) -> wafv2.CfnWebACL.RuleProperty:
    """Return the rule in place of the common one: a browser always names itself, a program may."""
    unnamed = wafv2.CfnWebACL.StatementProperty(
        label_match_statement=wafv2.CfnWebACL.LabelMatchStatementProperty(
            scope="LABEL", key=_NO_USER_AGENT
        )
    )
    by_program = wafv2.CfnWebACL.StatementProperty(
        or_statement=wafv2.CfnWebACL.OrStatementProperty(
            statements=[_path_begins(path, _as_it_is(0)) for path in PROGRAM_PATHS]
        )
    )
    by_browser = wafv2.CfnWebACL.StatementProperty(
        not_statement=wafv2.CfnWebACL.NotStatementProperty(statement=by_program)
    )
    return _blocking(
        "NoUserAgent",
        priority,
        wafv2.CfnWebACL.StatementProperty(
            and_statement=wafv2.CfnWebACL.AndStatementProperty(statements=[unnamed, by_browser])
        ),
    )


def _path_begins(
    path: str, *transformations: wafv2.CfnWebACL.TextTransformationProperty
) -> wafv2.CfnWebACL.StatementProperty:
    return wafv2.CfnWebACL.StatementProperty(
        byte_match_statement=wafv2.CfnWebACL.ByteMatchStatementProperty(
            field_to_match=wafv2.CfnWebACL.FieldToMatchProperty(uri_path={}),
            positional_constraint="STARTS_WITH",
            search_string=path,
            text_transformations=list(transformations),
        )
    )


def _blocking(
    name: str, priority: int, statement: wafv2.CfnWebACL.StatementProperty
) -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        action=wafv2.CfnWebACL.RuleActionProperty(block={}),
        statement=statement,
        visibility_config=_seen_as(name),
    )


def _as_it_is(priority: int) -> wafv2.CfnWebACL.TextTransformationProperty:
    return wafv2.CfnWebACL.TextTransformationProperty(priority=priority, type="NONE")


def _seen_as(metric: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    """Return what WAF shows of a rule: its metric. Samples would hold what was searched for."""
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=metric, sampled_requests_enabled=False
    )


_RULES: tuple[_MakeRule, ...] = (_sign_in, _body, *map(_managed, MANAGED_GROUPS), _no_user_agent)
"""In the order of their priorities: what is counted by address comes before what is looked into,
and what goes by a label after the group that puts it."""
