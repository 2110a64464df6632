"""The preflight names what stands in a stage's way, and what to do about it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import asyncssh
import pytest

from infra.accounts.checks import Check, Context, Needs, Result, Tools, worst
from infra.accounts.ports import (
    AccountReader,
    Certificate,
    LakeDefaults,
    Subnet,
    Trail,
    Usage,
)
from infra.accounts.preflight import RULES, examine
from infra.accounts.rules.quotas import ADDRESSES, BUCKETS, CODE, QUOTAS
from infra.settings import REPOSITORY, Settings, Sftp, Web
from infra.stage import STAGES_ROOT, Stage, read_stage
from tests.harness.templates.synthesis import OWN_STAGES
from tests.twins.accounts import MemoryAccount

TODAY = date(2026, 3, 10)
KEY = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
TOOLS = Tools(
    python=(3, 13),
    node=(22, 1),
    cdk="2.1148.1",
    cdk_pinned="2.1148.1",
    cdk_schema_major=55,
    cdk_bootstrap_version=33,
    library="2.275.0",
    library_pinned="2.275.0",
)
STORAGE = "claimtrail-prod-storage"
NEEDS = Needs(
    resources={
        "AWS::S3::Bucket": 8,
        "AWS::EC2::EIP": 2,
        "AWS::IAM::Role": 30,
        "AWS::StepFunctions::StateMachine": 1,
        "AWS::WAFv2::WebACL": 1,
    },
    stacks=(STORAGE, "claimtrail-prod-intake"),
    bootstrap_version=6,
    schema_major=55,
    least_executions=16,
)
BOUNDARY = "arn:aws:iam::111122223333:policy/workloads"


def stage(**changed: Any) -> Stage:
    """The test's production, with a key for each partner and settings changed."""
    found = read_stage("prod", OWN_STAGES)
    keys = {
        partner.id: (asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode(),)
        for partner in found.partners
    }
    settings = Settings.model_validate(found.settings.model_dump() | {"sftp_keys": keys} | changed)
    return replace(found, settings=settings, first_day=changed.get("first_day", found.first_day))


def account(**changed: Any) -> MemoryAccount:
    """An account that the stage fits into, with what is changed."""
    wanted = stage().settings.sftp
    assert wanted.addresses
    subnets = tuple(
        Subnet(subnet_id=each, vpc_id=wanted.addresses.vpc_id, zone=f"us-east-1{letter}")
        for each, letter in zip(wanted.addresses.subnet_ids, "abc", strict=False)
    )
    own = {
        "policies": (BOUNDARY,),
        "secrets": (wanted.host_key_secret,),
        "subnet_list": subnets,
        "certificates": certificates(),
    }
    return MemoryAccount(**(own | changed))


def certificates(**changed: Certificate) -> dict[str, Certificate]:
    """The certificates of the pages and of their origin, with what is changed."""
    web = stage().settings.web
    issued = {
        "pages": Certificate(names=("*.elmwood.example",), state="ISSUED"),
        "origin": Certificate(names=(web.origin_domain,), state="ISSUED"),
    } | changed
    return {web.certificate: issued["pages"], web.origin_certificate: issued["origin"]}


def checks(
    reader: AccountReader | None = None, *, tools: Tools = TOOLS, **changed: Any
) -> dict[str, Check]:
    context = Context(stage=stage(**changed), needs=NEEDS, tools=tools, today=TODAY)
    return {check.name: check for check in examine(context, reader or account())}


def test_given_an_account_that_fits_when_examined_then_nothing_stands_in_the_way() -> None:
    found = checks()
    assert [one for one in found.values() if one.result is not Result.OK] == [
        found["Transfer servers"],
        found["IAM policies"],
        found["EventBridge rules"],
    ]
    assert found["Transfer servers"].result is Result.NOT_APPLICABLE
    assert set(found) == {rule.name for rule in RULES}


INCREASE = (
    "aws service-quotas request-service-quota-increase --service-code lambda "
    "--quota-code L-B99A9384 --desired-value 1000 --region us-east-1"
)


@pytest.mark.parametrize(
    ("name", "reader", "result", "found", "next_step"),
    [
        (
            "account",
            account(account="999900001111"),
            Result.FAILED,
            "999900001111, the stage is of 111122223333",
            "AWS_PROFILE",
        ),
        ("region", account(region="eu-west-1"), Result.WARNING, "eu-west-1", "AWS_REGION=us-east"),
        (
            "CDK bootstrap",
            account(bootstrap=None),
            Result.FAILED,
            "not bootstrapped",
            "cdk bootstrap aws://111122223333/us-east-1",
        ),
        ("CDK bootstrap", account(bootstrap=5), Result.FAILED, "need 6", "cdk bootstrap"),
        ("CDK bootstrap", account(bootstrap=21), Result.WARNING, "deploy 33", "safe to repeat"),
        (
            "concurrent executions",
            account(executions=10),
            Result.FAILED,
            "take 16",
            INCREASE,
        ),
        ("concurrent executions", account(executions=199), Result.WARNING, "199", "L-B99A9384"),
        ("CloudTrail", account(trail_list=()), Result.FAILED, "no trail", "create-trail"),
        (
            "CloudTrail",
            account(
                trail_list=(
                    Trail(name="off", is_logging=False, writes_management_events=True),
                    Trail(name="data", is_logging=True, writes_management_events=False),
                )
            ),
            Result.FAILED,
            "of 2 trails none",
            "start-logging",
        ),
        (
            "Lake Formation",
            account(lake=LakeDefaults(databases=True, tables=False)),
            Result.FAILED,
            "governs new tables",
            "claimtrail_prod",
        ),
        (
            "stacks",
            account(states={STORAGE: "ROLLBACK_COMPLETE"}),
            Result.FAILED,
            "its creation failed",
            f"delete-stack --stack-name {STORAGE}",
        ),
        (
            "stacks",
            account(states={STORAGE: "UPDATE_ROLLBACK_FAILED"}),
            Result.FAILED,
            "could not be undone",
            "continue-update-rollback",
        ),
        (
            "stacks",
            account(states={STORAGE: "UPDATE_IN_PROGRESS"}),
            Result.FAILED,
            "under way",
            "Wait",
        ),
        ("permissions boundary", account(policies=()), Result.FAILED, BOUNDARY, "create"),
        ("SFTP host key", account(secrets=()), Result.FAILED, "sftp-host-key", "create the secret"),
        ("SFTP subnets", account(subnet_list=()), Result.FAILED, "subnet-0a1b", "of its VPC"),
        (
            "S3 buckets",
            account(usages={BUCKETS.name: Usage(used=95, limit=100)}),
            Result.FAILED,
            "95 of 100 used, the stage adds 8",
            "L-DC2B2D3D",
        ),
        (
            "S3 buckets",
            account(usages={BUCKETS.name: Usage(used=84, limit=100)}),
            Result.WARNING,
            "84 of 100",
            "L-DC2B2D3D",
        ),
        (
            "elastic addresses",
            account(usages={ADDRESSES.name: Usage(used=4, limit=5)}),
            Result.FAILED,
            "4 of 5",
            "L-0263D0A3",
        ),
        (
            "S3 buckets",
            account(
                usages={BUCKETS.name: Usage(used=95, limit=110)},
                states={STORAGE: "UPDATE_COMPLETE"},
            ),
            Result.OK,
            "adds 0",
            "",
        ),
        (
            "Lambda code storage",
            account(
                usages={CODE.name: Usage(used=80 << 30, limit=75 << 30)},
                states={STORAGE: "UPDATE_COMPLETE"},
            ),
            Result.FAILED,
            "used",
            "L-2ACBD22F",
        ),
        (
            "compliance_from",
            account(states={}),
            Result.OK,
            "from 2026-06-01 on",
            "",
        ),
    ],
)
def test_given_what_stands_in_the_way_when_examined_then_it_is_named_with_its_remedy(
    name: str, reader: MemoryAccount, result: Result, found: str, next_step: str
) -> None:
    check = checks(reader)[name]
    assert (check.result, found in check.found) == (result, True), check
    assert next_step in check.next_step


@pytest.mark.parametrize(
    ("name", "changed", "result", "found"),
    [
        ("first_day", {"first_day": date(2026, 3, 11)}, Result.FAILED, "to come"),
        ("first_day", {"first_day": date(2025, 3, 1)}, Result.WARNING, "days past"),
        ("compliance_from", {"compliance_from": TODAY}, Result.WARNING, "no mistake"),
        ("compliance_from", {"compliance_from": date(2028, 1, 1)}, Result.WARNING, "a year ahead"),
        ("compliance_from", {"object_lock": "dev"}, Result.NOT_APPLICABLE, "administrator"),
        ("partners' keys", {"sftp_keys": {}}, Result.WARNING, "no key of elm-"),
        ("partners' keys", {"sftp_keys": {"elm-mutual": ["ssh-rsa x"]}}, Result.FAILED, "elm-m"),
        (
            "partners' keys",
            {"sftp_keys": {"elm-mutual": [KEY], "elm-clinic": [f"{KEY} other"]}},
            Result.WARNING,
            "have the same key",
        ),
        ("partners' keys", {"sftp": {"enabled": False}}, Result.NOT_APPLICABLE, "no SFTP"),
        ("SFTP host key", {"sftp": Sftp().model_dump()}, Result.WARNING, "made again"),
        ("SFTP host key", {"sftp": {"enabled": False}}, Result.NOT_APPLICABLE, "no SFTP"),
        ("SFTP subnets", {"sftp": Sftp().model_dump()}, Result.NOT_APPLICABLE, "own addresses"),
        ("tags", {"tags": {}}, Result.WARNING, "whom to call"),
        ("permissions boundary", {"permissions_boundary": ""}, Result.NOT_APPLICABLE, "names no"),
    ],
)
def test_given_settings_that_do_not_fit_when_examined_then_they_are_named(
    name: str, changed: dict[str, Any], result: Result, found: str
) -> None:
    check = checks(**changed)[name]
    assert (check.result, found in check.found) == (result, True), check
    assert bool(check.next_step) is (result in {Result.FAILED, Result.WARNING})


@pytest.mark.parametrize(
    ("name", "changed", "found"),
    [
        ("Python", {"python": (3, 10)}, "3.10; 3.11 or newer"),
        ("Node.js", {"node": ()}, "none; the CDK needs 20"),
        ("CDK command line", {"cdk": ""}, "not installed"),
        ("CDK command line", {"cdk_schema_major": 48}, "up to 48, the library writes 55"),
        ("CDK command line", {"cdk": "2.1000.0"}, "tested with 2.1148.1"),
        ("aws-cdk-lib", {"library": "2.100.0"}, "pins 2.275.0"),
    ],
)
def test_given_other_tools_when_examined_then_their_versions_are_named(
    name: str, changed: dict[str, Any], found: str
) -> None:
    check = checks(tools=replace(TOOLS, **changed))[name]
    assert (check.result, found in check.found) == (Result.FAILED, True), check


def test_given_a_missing_permission_when_examined_then_its_action_is_named_and_the_rest_goes_on() -> (  # noqa: E501
    None
):
    denied = frozenset({"cloudtrail:DescribeTrails", "lakeformation:GetDataLakeSettings"})
    found = checks(account(denied=denied))
    unknown = {one.name: one for one in found.values() if one.result is Result.UNKNOWN}
    assert set(unknown) == {"CloudTrail", "Lake Formation"}
    assert "`cloudtrail:DescribeTrails`" in unknown["CloudTrail"].next_step
    assert found["stacks"].result is Result.OK
    assert worst(found.values()) is Result.UNKNOWN


def test_given_another_account_when_examined_then_nothing_else_is_asked_of_it() -> None:
    found = checks(account(account="999900001111", bootstrap=None))
    assert found["CDK bootstrap"].result is Result.UNKNOWN
    assert found["Python"].result is Result.OK
    assert worst(found.values()) is Result.FAILED


def test_given_no_credentials_when_examined_then_the_account_fails_and_nothing_else_is_asked() -> (
    None
):
    found = checks(account(denied=frozenset({"sts:GetCallerIdentity"})))
    assert found["account"].result is Result.FAILED
    assert "Log in" in found["account"].next_step
    assert found["stacks"].result is Result.UNKNOWN
    assert found["Node.js"].result is Result.OK


@pytest.mark.parametrize(
    ("name", "changed", "result"),
    [
        ("first_day", {}, Result.OK),
        ("first_day", {"first_day": date(2026, 3, 11)}, Result.FAILED),
        ("compliance_from", {}, Result.OK),
        ("compliance_from", {"compliance_from": date(2028, 1, 1)}, Result.WARNING),
        ("partners' keys", {"sftp_keys": {"elm-mutual": ["ssh-rsa x"]}}, Result.FAILED),
        ("SFTP host key", {"sftp": {"enabled": False}}, Result.NOT_APPLICABLE),
        ("permissions boundary", {"permissions_boundary": ""}, Result.NOT_APPLICABLE),
        ("tags", {"tags": {}}, Result.WARNING),
    ],
)
def test_given_no_credentials_when_examined_then_what_needs_no_account_is_judged(
    name: str, changed: dict[str, Any], result: Result
) -> None:
    nobody = account(denied=frozenset({"sts:GetCallerIdentity"}))
    assert checks(nobody, **changed)[name].result is result


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        (account(denied=frozenset({"sts:GetCallerIdentity"})), "no credentials"),
        (account(account="999900001111"), "the account is not the stage's"),
    ],
)
def test_given_no_account_to_ask_when_examined_then_open_checks_say_why(
    reader: MemoryAccount, why: str
) -> None:
    found = checks(reader)
    still_open = {one.name: one.found for one in found.values() if one.result is Result.UNKNOWN}
    assert {"stacks", "S3 buckets", "SFTP host key"} <= still_open.keys()
    assert all(why in text for text in still_open.values())
    assert "not known" in found["first_day"].found


def test_given_the_laptops_stage_when_examined_then_what_does_not_apply_says_why() -> None:
    context = Context(stage=read_stage("local", STAGES_ROOT), needs=NEEDS, tools=TOOLS, today=TODAY)
    reader = MemoryAccount(account="000000000000", bootstrap=None)
    found = {check.name: check for check in examine(context, reader)}
    apart = {name for name, one in found.items() if one.result is Result.NOT_APPLICABLE}
    assert {quota.name for quota in QUOTAS} <= apart
    assert {"concurrent executions", "CloudTrail", "Lake Formation"} <= apart
    assert worst(found.values()) in {Result.OK, Result.NOT_APPLICABLE, Result.WARNING}


def test_every_check_that_is_not_well_says_what_to_do() -> None:
    bad: list[Callable[[], dict[str, Check]]] = [
        lambda: checks(account(account="1", trail_list=(), bootstrap=None)),
        lambda: checks(account(bootstrap=None, executions=1, policies=(), subnet_list=())),
    ]
    for make in bad:
        for check in make().values():
            if check.result in {Result.FAILED, Result.WARNING}:
                assert re.match(r"[A-Z].*[.;`]", check.next_step), check


def test_the_page_names_every_check() -> None:
    page = (REPOSITORY / "docs" / "deploying.md").read_text(encoding="utf-8")
    table = page[page.index("| Check | Fails when |") :].partition("\n\n")[0]
    named = {
        name.strip() for line in table.splitlines()[2:] for name in line.split("|")[1].split(",")
    }
    assert named == {rule.name for rule in RULES}


PENDING = Certificate(names=("claims.elmwood.example",), state="PENDING_VALIDATION")
OTHER = Certificate(names=("*.elm.example", "*.claims.elmwood.example"), state="ISSUED")


@pytest.mark.parametrize(
    ("name", "reader", "result", "found", "next_step"),
    [
        (
            "pages' certificate",
            account(certificates={}),
            Result.FAILED,
            "no such certificate",
            "`certificate` under `[web]`",
        ),
        (
            "pages' certificate",
            account(certificates=certificates(pages=PENDING)),
            Result.FAILED,
            "PENDING_VALIDATION",
            "DNS records that ACM shows",
        ),
        # A star stands for one label: `claims.elmwood.example` has none before `claims`.
        (
            "pages' certificate",
            account(certificates=certificates(pages=OTHER)),
            Result.FAILED,
            "not for claims.elmwood.example",
            "Name a certificate of",
        ),
        (
            "origin's certificate",
            account(certificates=certificates(origin=PENDING)),
            Result.FAILED,
            "PENDING_VALIDATION",
            "until it is issued",
        ),
        (
            "CDK bootstrap of us-east-1",
            account(elsewhere={"us-east-1": account(bootstrap=None)}),
            Result.FAILED,
            "not bootstrapped",
            "cdk bootstrap aws://111122223333/us-east-1",
        ),
        (
            "CDK bootstrap of us-east-1",
            account(elsewhere={"us-east-1": account(bootstrap=5)}),
            Result.FAILED,
            "need 6",
            "cdk bootstrap",
        ),
        (
            "pages' names",
            account(lost_names=frozenset({"claims.elmwood.example"})),
            Result.WARNING,
            "nothing answers to claims.elmwood.example",
            "claimtrail pages --stage prod",
        ),
        (
            "WAF web ACLs",
            account(usages={"WAF web ACLs": Usage(used=100, limit=100)}),
            Result.FAILED,
            "100 of 100 used",
            "web ACLs for CloudFront",
        ),
    ],
)
@pytest.mark.capability("T2.2")
def test_given_something_amiss_before_the_pages_then_it_is_named_with_the_step(
    name: str, reader: AccountReader, result: Result, found: str, next_step: str
) -> None:
    check = checks(reader)[name]
    assert check.result is result, check
    assert found in check.found
    assert next_step in check.next_step


def test_given_a_stage_without_pages_then_it_warns_and_asks_for_nothing_before_them() -> None:
    found = checks(account(certificates={}), web=Web().model_dump())
    assert found["pages"].result is Result.WARNING
    for name in ("CDK bootstrap of us-east-1", "pages' certificate", "pages' names"):
        assert found[name].result is Result.NOT_APPLICABLE, name
