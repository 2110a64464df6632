"""Rules about what stands in front of the pages: certificates, names, and another region."""

from fnmatch import fnmatchcase

from claimtrail.bootstrap.stacks import EDGE_REGION
from infra.accounts.checks import Context, Judgment, Rule, failed, not_applicable, ok, warning
from infra.accounts.ports import AccountReader, Certificate
from infra.accounts.rules.account import QUALIFIER
from infra.accounts.rules.quotas import Quota, judge_quota

ISSUED = "ISSUED"
WEB_ACLS = Quota(
    name="WAF web ACLs",
    types=("AWS::WAFv2::WebACL",),
    increase="the Service Quotas console in us-east-1, AWS WAF, web ACLs for CloudFront",
)
_NO_PAGES = "the stage has no pages"
_AT_HOME = "the embedded cloud has nothing in front of the pages"


def covers(certificate: Certificate, name: str) -> bool:
    """Return whether a certificate is for a name; `*` stands for one label (RFC 9525)."""
    return any(
        pattern == name
        or (pattern.startswith("*.") and fnmatchcase(name.partition(".")[2], pattern[2:]))
        for pattern in certificate.names
    )


def _judge_web(context: Context, _: None) -> Judgment:
    web = context.stage.settings.web
    if web.domain:
        return ok(web.domain)
    return warning(
        f"{_NO_PAGES}: people reach ClaimTrail by commands alone",
        "Set `[web]` in the stage's settings (docs/deploying.md).",
    )


def _judge_edge_bootstrap(context: Context, found: int | None) -> Judgment:
    settings = context.stage.settings
    if not settings.web.is_public:
        return not_applicable(_NO_PAGES)
    command = f"Run `node_modules/.bin/cdk bootstrap aws://{settings.account}/{EDGE_REGION}`, once."
    if found is None:
        return failed(f"{EDGE_REGION}, which has the web ACL, is not bootstrapped", command)
    if found < context.needs.bootstrap_version:
        needed = context.needs.bootstrap_version
        return failed(f"version {found}; the templates need {needed}", command)
    return ok(f"version {found} in {EDGE_REGION}")


def _judge_certificate(name: str, certificate: Certificate | None, setting: str) -> Judgment:
    if not name:
        return not_applicable(_NO_PAGES)
    if certificate is None:
        return failed(
            "there is no such certificate",
            f"Correct `{setting}` under `[web]`, or request the certificate in ACM.",
        )
    if certificate.state != ISSUED:
        return failed(
            f"its state is {certificate.state}",
            "Make the DNS records that ACM shows for it, and wait until it is issued.",
        )
    if not covers(certificate, name):
        return failed(
            f"it is for {', '.join(certificate.names)}, and not for {name}",
            f"Name a certificate of {name} as `{setting}` under `[web]`.",
        )
    return ok(f"{name}, issued")


def _judge_pages_certificate(context: Context, found: Certificate | None) -> Judgment:
    web = context.stage.settings.web
    return _judge_certificate(web.domain if web.is_public else "", found, "certificate")


def _judge_origin_certificate(context: Context, found: Certificate | None) -> Judgment:
    return _judge_certificate(context.stage.settings.web.origin_domain, found, "origin_certificate")


def _judge_names(context: Context, found: tuple[str, ...]) -> Judgment:
    """Judge the names that lead nowhere yet: records can be made when the targets are known."""
    settings = context.stage.settings
    if not settings.web.is_public:
        return not_applicable(_NO_PAGES)
    if found:
        return warning(
            f"nothing answers to {' and '.join(found)}",
            f"After the deployment, make the records that `claimtrail pages --stage "
            f"{settings.stage}` shows.",
        )
    return ok(f"{settings.web.domain} and {settings.web.origin_domain} lead somewhere")


def _certificate(reader: AccountReader, arn: str) -> Certificate | None:
    """Return a certificate, asked for in its own region; None without an ARN."""
    return reader.in_region(arn.split(":")[3]).certificate(arn) if arn else None


def _lost_names(reader: AccountReader, context: Context) -> tuple[str, ...]:
    web = context.stage.settings.web
    names = (web.domain, web.origin_domain) if web.is_public else ()
    return tuple(name for name in names if not reader.resolves(name))


RULES = (
    Rule(name="pages", judge=_judge_web),
    Rule(
        name="CDK bootstrap of us-east-1",
        ask=lambda reader, context: (
            reader.in_region(EDGE_REGION).bootstrap_version(QUALIFIER)
            if context.stage.settings.web.is_public
            else None
        ),
        judge=_judge_edge_bootstrap,
        on_laptop=_AT_HOME,
    ),
    Rule(
        name="pages' certificate",
        ask=lambda reader, context: _certificate(reader, context.stage.settings.web.certificate),
        judge=_judge_pages_certificate,
        on_laptop=_AT_HOME,
    ),
    Rule(
        name="origin's certificate",
        ask=lambda reader, context: _certificate(
            reader, context.stage.settings.web.origin_certificate
        ),
        judge=_judge_origin_certificate,
        on_laptop=_AT_HOME,
    ),
    Rule(name="pages' names", ask=_lost_names, judge=_judge_names, on_laptop=_AT_HOME),
    Rule(
        name=WEB_ACLS.name,
        ask=lambda reader, context: (
            (reader.in_region(EDGE_REGION).usage(WEB_ACLS.name), False)
            if context.needs.resources.get("AWS::WAFv2::WebACL")
            else None
        ),
        judge=lambda context, found: judge_quota(WEB_ACLS, context, found),
        on_laptop="the embedded cloud has no quotas",
    ),
)
