"""Findings of cdk-nag that stay as they are, each with where and why: one table, no exceptions.

The packs AwsSolutions and HIPAA Security look at every resource of a stage once it is synthesized.
A finding that no row of `acknowledgments` covers fails the synthesis, and a test fails when a row
covers nothing any more. Findings name what other stacks put out by generated ids, which the packs'
own acknowledgments would have to repeat letter by letter; hence patterns, matched here. In them,
what a stack reads of another one stands as `STACK:OUTPUT`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from aws_cdk import App
from cdk_nag import AwsSolutionsChecks, HIPAASecurityChecks

from infra.functions.declaration import QUERIES, FunctionDeclaration, Resource
from infra.people.waivers import WAIVERS

_STACK_PREFIX = re.compile(r"^claimtrail-[a-z0-9]+-")
_READ = re.compile(
    r'\{"Fn::GetStackOutput":\{"StackName":"([^"]+)","Region":"[^"]+","OutputName":"([^"]+)"\}\}'
)
_RULE = re.compile(r"^(?P<rule>[^\[]+)(?:\[(?P<detail>.*)\])?$")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One rule that one resource breaks."""

    rule: str
    detail: str
    """The part that breaks it, when the rule says so: `Action::s3:List*`."""
    where: str
    """The resource's path, the stack without its stage: `storage/Claim/Table/Resource`."""

    def __str__(self) -> str:
        detail = f"[{self.detail}]" if self.detail else ""
        return f"{self.rule}{detail} at {self.where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgment:
    """A rule, the resources for which it is waived, and the reason."""

    rule: str
    detail: str = ""
    """A regular expression for all of the finding's detail."""
    where: tuple[str, ...]
    """Patterns as for file names; one of them must match."""
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Return whether the finding is meant."""
        return (
            self.rule == finding.rule
            and re.fullmatch(self.detail, finding.detail) is not None
            and any(fnmatchcase(finding.where, pattern) for pattern in self.where)
        )


_ANALYSTS = ("analytics/Analysts/Policy/Resource", "analytics/Masked/Policy/Resource")
_DROPBOX_POLICIES = ("intake/*Dropbox/Role/DefaultPolicy/Resource",)
_MACHINE_POLICY = ("workflow/Escalation/Role/DefaultPolicy/Resource",)
_CLOCKS_POLICY = ("workflow/ClocksRole/DefaultPolicy/Resource",)
_MALWARE_POLICY = ("storage/MalwareRole/DefaultPolicy/Resource",)
_OF_EXECUTIONS = "states:DescribeExecution"


def _policies(functions: Iterable[FunctionDeclaration]) -> tuple[str, ...]:
    """Return the paths of the policies of functions' roles."""
    return tuple(
        f"{one.stack}/{one.construct_name}/Role/DefaultPolicy/Resource" for one in functions
    )


def acknowledgments(functions: Sequence[FunctionDeclaration]) -> tuple[Acknowledgment, ...]:
    """Return the rows of a deployment; those of functions follow from their declarations."""
    all_functions = tuple(
        f"{one.stack}/{one.construct_name}/Function/Resource" for one in functions
    )
    function_policies = _policies(functions)
    file_policies = (*_policies(one for one in functions if one.uses_files), *_DROPBOX_POLICIES)
    asking_policies = _policies(one for one in functions if QUERIES.intersection(one.reads))
    execution_policies = _policies(
        one
        for one in functions
        if any(_OF_EXECUTIONS in actions for actions in one.actions.values())
    )
    scheduling_policies = _policies(one for one in functions if Resource.CLOCK_GROUP in one.actions)
    return (
        *(Acknowledgment(**row) for row in WAIVERS),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Action::kms:(GenerateDataKey|ReEncrypt)\*",
            where=(*function_policies, *_DROPBOX_POLICIES),
            reason="The CDK's grant on a key names these families of two; the key itself is named.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Action::s3:(GetObject|GetBucket|List)\*",
            where=file_policies,
            reason="The CDK's grants to read name families of actions; the bucket is named.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::[\w-]+:PublishOutputFnGetAtt\w+Bucket\w+Arn\w+/([a-z-]+/)?\*",
            where=file_policies,
            reason="Objects are named as they come: the bucket, or the partner's folder in it.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::[\w-]+:PublishOutputFnGetAttInboxBucket\w+Arn\w+/[a-z0-9-]+/"
            r"(\*[\w.~-]+|[\w.~-]+\*)",
            where=_DROPBOX_POLICIES,
            reason="Uploads under way, which their partner renames, are known by how their names "
            "end or begin; the partner's folder is named.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::(<AttachmentsBucket\w+\.Arn>/quarantine/\*|arn:\S+:rule/DO-NOT-DELETE-"
            r"AmazonGuardDutyMalwareProtectionS3\*)",
            where=_MALWARE_POLICY,
            reason="GuardDuty scans what comes into quarantine, and manages a rule of its own "
            "whose name it makes: its user guide has this policy.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::[\w-]+:PublishOutputFnGetAttAttachmentsBucket\w+Arn\w+/\*",
            where=_policies(one for one in functions if Resource.ATTACHMENTS_BUCKET in one.actions),
            reason="Attachments go with their ticket, whichever it is; the bucket is named.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::<(Archive|Quarantine)Bucket\w+\.Arn>/\*",
            where=("storage/Hold/Policy/Resource",),
            reason="A hold covers files as they came: any of the two buckets, and its flag only.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::[\w-]+:PublishOutputFnGetAtt\w+Bucket\w+Arn\w+/([a-z_]+/)+\*",
            where=(*_ANALYSTS, *asking_policies),
            reason="What analysts read lies below the prefixes that their group is given.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::arn:\S+:table/\S+/\*",
            where=(*_ANALYSTS, *asking_policies),
            reason="All tables and views of the one database that the group is for.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::[\w-]+:PublishOutputFnGetAtt\w+Table\w+Arn\w+/index/\*",
            where=function_policies,
            reason="The indexes of the one table that the grant is for.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::\*",
            where=(*function_policies, *_MACHINE_POLICY),
            reason="X-Ray, log delivery, the list of log groups and dynamodb:ListStreams know no "
            "resources, and cloudwatch:DescribeAlarms none where it lists composite alarms; a test "
            "holds that no other action has one.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::arn:\S+:states:\S+:execution:\S+Escalation\S+:\*",
            where=execution_policies,
            reason="Executions of the one state machine that it starts; their names are made "
            "later.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::arn:\S+:scheduler:\S+:schedule/claimtrail-[a-z0-9]+-clocks/\*",
            where=scheduling_policies,
            reason="Schedules of tickets' clocks, whose names are made later, in a group of their "
            "own.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Resource::arn:\S+:logs:\S+:log-group:claimtrail-[a-z0-9]+-\*:\*",
            where=_policies(one for one in functions if Resource.FUNCTION_LOGS in one.actions),
            reason="Logs of the stage's functions, whose names are made when they are deployed.",
        ),
        Acknowledgment(
            rule="AwsSolutions-L1",
            where=all_functions,
            reason="The runtime is the one that the pinned libraries are tested with: Python 3.13 "
            "in AWS, the embedded cloud's own interpreter on a laptop.",
        ),
        Acknowledgment(
            rule="AwsSolutions-APIG4",
            where=("web/Pages/Api/ANY--scim--v2--{proxy+}/Resource",),
            reason="The function compares the leaver feed's own bearer token before it answers "
            "anything (docs/decisions/0173).",
        ),
        Acknowledgment(
            rule="AwsSolutions-APIG4",
            where=tuple(
                f"{one.stack}/{one.http.name}/Api/{route}/Resource"
                for one in functions
                if one.http
                for route in ("DefaultRoute", "GET" + one.http.open_path.replace("/", "--"))
            ),
            reason="A person has a session in a cookie, which no authorizer of an HTTP API reads: "
            "the function resumes it before anything else. The description of the API says nothing "
            "of a stage. Machines' routes have an authorizer.",
        ),
        Acknowledgment(
            rule="AwsSolutions-CFR3",
            where=("web/Front/Distribution/Resource",),
            reason="Each line would have a page's path and query, which say what somebody searched "
            "for, and no field of that log can be left out. WAF logs what it blocks, the API each "
            "request without its address.",
        ),
        Acknowledgment(
            rule="AwsSolutions-SMG4",
            where=("storage/ClaimKey/Resource",),
            reason="Every claim's id is a hash with this secret: another secret means other "
            "claims.",
        ),
        Acknowledgment(
            rule="HIPAA.Security-SecretsManagerRotationEnabled",
            where=("storage/ClaimKey/Resource",),
            reason="Every claim's id is a hash with this secret: another secret means other "
            "claims.",
        ),
        *(
            Acknowledgment(
                rule=rule,
                where=("web/LeaverFeed/Secret/Resource",),
                reason="An administrator enters the token at the identity provider: nothing can "
                "change it there. docs/people.md says how and when it is changed.",
            )
            for rule in ("AwsSolutions-SMG4", "HIPAA.Security-SecretsManagerRotationEnabled")
        ),
        *(
            Acknowledgment(
                rule=rule,
                where=("workflow/NoticeChannelsSecret/Resource",),
                reason="An administrator enters what the mail server and the chat gave out: "
                "nothing can change it there.",
            )
            for rule in ("AwsSolutions-SMG4", "HIPAA.Security-SecretsManagerRotationEnabled")
        ),
        *(
            Acknowledgment(
                rule=rule,
                where=("web/PagesClient/Secret/Resource",),
                reason="Cognito gives the client its secret; another one comes with another "
                "client.",
            )
            for rule in ("AwsSolutions-SMG4", "HIPAA.Security-SecretsManagerRotationEnabled")
        ),
        Acknowledgment(
            rule="AwsSolutions-COG2",
            where=("storage/SignIn/Pool/Resource",),
            reason="Nobody has a password in the pool. People come from the organization's "
            "identity providers, which ask for a second factor.",
        ),
        Acknowledgment(
            rule="AwsSolutions-COG8",
            where=("storage/SignIn/Pool/Resource",),
            reason="The plan Plus protects passwords of the pool's own users, and it has none.",
        ),
        Acknowledgment(
            rule="HIPAA.Security-DynamoDBInBackupPlan",
            where=("storage/Claim/*", "storage/Operations/*", "storage/Ticket/*"),
            reason="Point-in-time recovery restores any second of 35 days; what is older is folded "
            "again from the archived files. A stage that wants more names a vault in `[backup]`.",
        ),
        Acknowledgment(
            rule="HIPAA.Security-IAMNoInlinePolicy",
            where=(
                *function_policies,
                *_DROPBOX_POLICIES,
                *_MACHINE_POLICY,
                *_CLOCKS_POLICY,
                *_MALWARE_POLICY,
                "storage/Backup/Role/DefaultPolicy/Resource",
            ),
            reason="One role, one policy, made by the grants of this very deployment; nobody else "
            "may attach it.",
        ),
        Acknowledgment(
            rule="HIPAA.Security-LambdaConcurrency",
            where=all_functions,
            reason="Bounded where the work comes from: the event source's maximum concurrency, the "
            "stream's shards, one schedule. Nothing is reserved: a new account has 10 to share.",
        ),
        Acknowledgment(
            rule="AwsSolutions-SQS3",
            where=("*Schedule/DeadLetters/Resource", "storage/Notices/DeadLetters/Resource"),
            reason="It is a dead-letter queue itself: of a schedule's rule and of its function's "
            "runs, or of rules whose events are notices to people.",
        ),
        Acknowledgment(
            rule="HIPAA.Security-LambdaDLQ",
            where=all_functions,
            reason="Called by queues and streams, whose failures go to dead-letter queues, by the "
            "state machine, which catches, and by schedules, whose failed runs go to a queue by "
            "their destination. S3's events name files, so they have no dead letters; a sweep of "
            "the inbox finds what is lost. People and Secrets Manager are answered at once.",
        ),
        Acknowledgment(
            rule="HIPAA.Security-LambdaInsideVPC",
            where=all_functions,
            reason="They reach AWS services only, over TLS, with their role; nothing of theirs "
            "listens, and there is no private network to join.",
        ),
        Acknowledgment(
            rule="HIPAA.Security-S3BucketReplicationEnabled",
            where=("storage/*/Bucket/Resource",),
            reason="Versions, Object Lock and retention protect against loss by hand; a second "
            "region is the organization's decision and cost, not a default.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM4",
            detail=r"Policy::arn:\S+:policy/(service-role/)?AWSBackupServiceRolePolicy\w+",
            where=("storage/Backup/Role/Resource",),
            reason="AWS Backup documents its service role by these policies alone, and adds to "
            "them as it learns to back up more.",
        ),
        Acknowledgment(
            rule="AwsSolutions-IAM5",
            detail=r"Action::kms:(GenerateDataKey|ReEncrypt)\*",
            where=("storage/Backup/Role/DefaultPolicy/Resource",),
            reason="The CDK's grant on a key names these families of two; the key itself is named.",
        ),
        *(
            Acknowledgment(
                rule=rule,
                where=("storage/Inbox/Bucket/Resource",),
                reason="S3 would log each request with the object's key: in the inbox the "
                "partner's name of a file, which may hold PHI. Each arrival is a row of the audit "
                "trail.",
            )
            for rule in ("AwsSolutions-S1", "HIPAA.Security-S3BucketLoggingEnabled")
        ),
        Acknowledgment(
            rule="HIPAA.Security-S3DefaultEncryptionKMS",
            where=("storage/AccessLog/Bucket/Resource",),
            reason="S3 delivers access logs only into buckets that are encrypted by its own key.",
        ),
    )


def findings(app: App) -> list[Finding]:
    """Return what the packs say about a synthesized app, before any acknowledgment."""
    found = set()
    for pack in (AwsSolutionsChecks(app), HIPAASecurityChecks(app)):
        for violation in pack.validate_scope(app).violations:
            match = _RULE.match(violation.rule_name)
            if match is None:
                raise ValueError(f"a rule without a name: {violation.rule_name!r}")
            found |= {
                Finding(
                    rule=match["rule"],
                    detail=_READ.sub(r"\1:\2", match["detail"] or ""),
                    where=_STACK_PREFIX.sub("", resource.construct_path or ""),
                )
                for resource in violation.violating_resources
            }
    return sorted(found)


def unacknowledged(app: App, functions: Sequence[FunctionDeclaration]) -> list[Finding]:
    """Return the findings that no row of the table covers."""
    rows = acknowledgments(functions)
    return [finding for finding in findings(app) if not any(row.covers(finding) for row in rows)]
