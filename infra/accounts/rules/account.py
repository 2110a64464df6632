"""Rules about the account itself: who calls, the CDK's bootstrap, and settings of the account."""

from collections.abc import Sequence

from infra.accounts.checks import Context, Judgment, Rule, failed, not_applicable, ok, warning
from infra.accounts.ports import Identity, LakeDefaults, Trail

QUALIFIER = "hnb659fds"
"""The CDK's own qualifier of its bootstrap stack."""
WORKABLE_EXECUTIONS = 200
"""Concurrent executions with which a month's files of a middle-sized organization never wait."""
_STUCK = {
    "CREATE_FAILED": "its creation failed",
    "ROLLBACK_COMPLETE": "its creation failed and was undone",
    "ROLLBACK_FAILED": "its creation failed and could not be undone",
    "DELETE_FAILED": "its deletion failed",
    "UPDATE_ROLLBACK_FAILED": "an update failed and could not be undone",
}
"""States in which CloudFormation takes no update, with what they mean."""
_NEW = "(a new account's is 10)"


def _judge_account(context: Context, found: Identity) -> Judgment:
    wanted = context.stage.settings.account
    if found.account == wanted:
        return ok(f"{found.account}, as {found.arn}")
    return failed(
        f"the credentials are of account {found.account}, the stage is of {wanted}",
        f"Use credentials of {wanted} (AWS_PROFILE, or `aws sso login`); "
        "`aws sts get-caller-identity` shows whose they are.",
    )


def _judge_region(context: Context, found: Identity) -> Judgment:
    wanted = context.stage.settings.region
    if found.region == wanted:
        return ok(wanted)
    return warning(
        f"the stage is in {wanted}, this shell asks {found.region or 'no region'}",
        f"The deployment goes to {wanted} all the same. For commands on the stage, run "
        f"`export AWS_REGION={wanted}`.",
    )


def _judge_bootstrap(context: Context, found: int | None) -> Judgment:
    settings, needed = context.stage.settings, context.needs.bootstrap_version
    command = (
        f"Run `node_modules/.bin/cdk bootstrap aws://{settings.account}/{settings.region}`, once."
    )
    if context.is_local and found is None:
        return ok("not yet; `claimtrail deploy` does it")
    if found is None:
        return failed("the account is not bootstrapped for the CDK in this region", command)
    if found < needed:
        return failed(f"version {found}; the templates need {needed}", command)
    if found < context.tools.cdk_bootstrap_version:
        newer = f"version {found}; the CDK here would deploy {context.tools.cdk_bootstrap_version}"
        return warning(newer, f"{command} It is safe to repeat.")
    return ok(f"version {found}; the templates need {needed}")


def _judge_executions(context: Context, found: int) -> Judgment:
    least, region = context.needs.least_executions, context.stage.settings.region
    request = (
        "Ask for more: `aws service-quotas request-service-quota-increase --service-code lambda "
        f"--quota-code L-B99A9384 --desired-value 1000 --region {region}`; it takes hours to days."
    )
    if found < least:
        return failed(
            f"{found} {_NEW}; the queues and streams of the stage alone take {least}, and a "
            "message that finds no room counts as a failed try",
            request,
        )
    if found < WORKABLE_EXECUTIONS:
        return warning(f"{found} {_NEW}; below {WORKABLE_EXECUTIONS} files wait", request)
    return ok(f"{found:,}")


def _judge_trails(_: Context, found: Sequence[Trail]) -> Judgment:
    working = [one.name for one in found if one.is_logging and one.writes_management_events]
    if working:
        return ok(f"management events go to {', '.join(working)}")
    idle = f"of {len(found)} trails none logs management events" if found else "there is no trail"
    return failed(
        f"{idle}: EventBridge hears of no Athena query, and who asked stays out of the access log",
        "Make a trail that logs write management events: `aws cloudtrail create-trail --name "
        "management --s3-bucket-name BUCKET --is-multi-region-trail`, then `aws cloudtrail "
        "start-logging --name management`.",
    )


def _judge_lake(context: Context, found: LakeDefaults) -> Judgment:
    closed = [
        name
        for name, is_open in (("databases", found.databases), ("tables", found.tables))
        if not is_open
    ]
    if not closed:
        return ok("new databases and tables follow IAM (IAMAllowedPrincipals)")
    return failed(
        f"Lake Formation governs new {' and '.join(closed)}: analysts see none, whatever IAM says",
        "In Lake Formation's console, under Data Catalog settings, tick both boxes \"Use only IAM "
        "access control\", or grant the analysts' roles DESCRIBE and SELECT on "
        f"claimtrail_{context.stage.settings.stage} after the deployment.",
    )


def _judge_stacks(context: Context, found: dict[str, str]) -> Judgment:
    stuck = {name: _STUCK[state] for name, state in found.items() if state in _STUCK}
    busy = [name for name, state in found.items() if state.endswith("_IN_PROGRESS")]
    if busy:
        return failed(
            f"{', '.join(busy)}: an operation is under way",
            "Wait for it to end, and try again.",
        )
    if not stuck:
        count = f"{len(found)} of {len(context.needs.stacks)}"
        return ok(f"{count} are deployed" if found else "none is deployed yet")
    name, what = next(iter(stuck.items()))
    step = (
        f"Delete it: `aws cloudformation delete-stack --stack-name {name}`."
        if "UPDATE" not in found[name]
        else f"Go on: `aws cloudformation continue-update-rollback --stack-name {name}`."
    )
    return failed("; ".join(f"{each}: {why}" for each, why in stuck.items()) or what, step)


def _judge_boundary(context: Context, found: bool | None) -> Judgment:  # noqa: FBT001 - an answer
    arn = context.stage.settings.permissions_boundary
    if found is None:
        return not_applicable("the stage names no boundary")
    if found:
        return ok(arn)
    return failed(
        f"the policy {arn} does not exist",
        "Correct `permissions_boundary` in the stage's settings, or create the policy.",
    )


ACCOUNT = Rule(name="account", ask=lambda reader, _: reader.identity(), judge=_judge_account)
"""The rule on which all others wait: everybody may ask who they are, so an answer is missing only
where credentials are."""
LOG_IN = "Log in to AWS in this shell (AWS_PROFILE, or `aws sso login`), and try again."

RULES = (
    ACCOUNT,
    Rule(name="region", ask=lambda reader, _: reader.identity(), judge=_judge_region),
    Rule(
        name="CDK bootstrap",
        ask=lambda reader, _: reader.bootstrap_version(QUALIFIER),
        judge=_judge_bootstrap,
    ),
    Rule(
        name="stacks",
        ask=lambda reader, context: reader.stack_states(context.needs.stacks),
        judge=_judge_stacks,
    ),
    Rule(
        name="concurrent executions",
        ask=lambda reader, _: reader.concurrent_executions(),
        judge=_judge_executions,
        on_laptop="the embedded cloud runs as many as the machine can",
    ),
    Rule(
        name="CloudTrail",
        ask=lambda reader, _: reader.trails(),
        judge=_judge_trails,
        on_laptop="the embedded cloud has no CloudTrail that publishes events",
    ),
    Rule(
        name="Lake Formation",
        ask=lambda reader, _: reader.lake_defaults(),
        judge=_judge_lake,
        on_laptop="the embedded cloud has no Lake Formation",
    ),
    Rule(
        name="permissions boundary",
        ask=lambda reader, context: (
            reader.has_policy(context.stage.settings.permissions_boundary)
            if context.stage.settings.permissions_boundary
            else None
        ),
        judge=_judge_boundary,
    ),
)
