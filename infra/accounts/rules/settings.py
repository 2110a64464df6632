"""Rules about the stage's own settings: its days, its partners' keys, its SFTP server."""

from collections import defaultdict
from datetime import timedelta

import asyncssh

from infra.accounts.checks import Context, Judgment, Rule, failed, not_applicable, ok, warning
from infra.accounts.ports import AccountReader, CannotReadError, Subnet

FIRST_DAY_WITHIN = timedelta(days=30)
"""A first deployment whose first day is further past has Athena look for days that hold nothing."""
LATEST_COMPLIANCE = timedelta(days=365)
_KEY_TYPES = (
    "ssh-rsa",
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
)
"""Types of key that Transfer Family takes (user guide, "Key management for Transfer Family")."""


_UNSEEN = "; not known if anything is deployed yet"


def _deployed(reader: AccountReader, context: Context) -> dict[str, str] | None:
    """Return the states of the stage's stacks; None where the account does not say."""
    try:
        return reader.stack_states(context.needs.stacks)
    except CannotReadError:
        return None


def _judge_first_day(context: Context, deployed: dict[str, str] | None) -> Judgment:
    first, today = context.stage.first_day, context.today
    if first > today:
        return failed(
            f"{first} is to come: Athena would find nothing until then",
            "Set `first_day` to the day of the first deployment.",
        )
    if deployed is None:
        return ok(f"{first}{_UNSEEN}")
    if not deployed and not context.is_local and today - first > FIRST_DAY_WITHIN:
        return warning(
            f"{first} is {(today - first).days} days past, and nothing is deployed yet",
            "Set `first_day` to the day of the first deployment: queries read no days before it.",
        )
    return ok(str(first))


def _judge_compliance(context: Context, deployed: dict[str, str] | None) -> Judgment:
    settings, today = context.stage.settings, context.today
    begins = settings.compliance_from
    if settings.object_lock != "prod" or begins is None:
        return not_applicable("the audit trail's lock can be ended by an administrator")
    if begins <= today and deployed == {}:
        return warning(
            f"{begins} has come, and nothing is deployed yet: what is written from the first hour "
            "on is locked for years, and no mistake can be undone",
            "Set `compliance_from` some weeks ahead, so that a first deployment can be undone.",
        )
    if begins > today + LATEST_COMPLIANCE:
        return warning(
            f"{begins} is more than a year ahead; until then an administrator can end the lock",
            "Choose a nearer day once the stage has proven itself.",
        )
    if begins <= today:
        unseen = _UNSEEN if deployed is None else ""
        return ok(f"since {begins}, if a deployment was made on that day or later{unseen}")
    return ok(f"from {begins} on; deploy once on that day or later")


def _judge_keys(context: Context, _: None) -> Judgment:
    settings = context.stage.settings
    if not settings.sftp.enabled:
        return not_applicable("the stage has no SFTP server")
    keys = {
        partner.id: (*partner.sftp.public_keys, *settings.sftp_keys.get(partner.id, ()))
        for partner in context.stage.partners
    }
    wrong = {name: why for name, each in keys.items() for key in each if (why := _fault(key))}
    if wrong:
        return failed(
            "; ".join(f"{name}: {why}" for name, why in wrong.items()),
            "Enter OpenSSH public keys in `sftp.public_keys`; `ssh-keygen -y -f KEY` shows one.",
        )
    if shared := _shared(keys):
        return warning(
            f"{' and '.join(shared)} have the same key: one can log in as the other",
            "Ask each partner for a key of its own.",
        )
    keyless = [name for name, each in keys.items() if not each]
    if keyless and context.is_local:
        return ok("made by `claimtrail deploy`, one a partner")
    if keyless:
        return warning(
            f"no key of {', '.join(keyless)}: they cannot log in by SFTP",
            "Enter their public keys in `sftp.public_keys` of their profiles, if they use SFTP.",
        )
    return ok(f"of all {len(keys)} partners")


def _fault(key: str) -> str | None:
    """Return why a public key cannot be used; None when it can."""
    try:
        read = asyncssh.import_public_key(key)
    except (asyncssh.KeyImportError, ValueError):
        return "no OpenSSH public key"
    kind = read.get_algorithm()
    return None if kind in _KEY_TYPES else f"{kind} is no type that Transfer Family takes"


def _shared(keys: dict[str, tuple[str, ...]]) -> list[str]:
    """Return partners that have a key in common."""
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for name, each in keys.items():
        for key in {" ".join(one.split()[:2]) for one in each}:
            holders[key].append(name)
    return next((names for names in holders.values() if len(names) > 1), [])


def _judge_host_key(context: Context, found: bool | None) -> Judgment:  # noqa: FBT001 - an answer
    sftp, stage = context.stage.settings.sftp, context.stage.settings.stage
    if not sftp.enabled:
        return not_applicable("the stage has no SFTP server")
    if found is None and context.is_local:
        return ok("made by the embedded cloud")
    if found is None:
        return warning(
            "AWS makes the server's host key: a server that is made again has another, and every "
            "partner's client refuses it",
            "Keep a key in a secret, and name that as `sftp.host_key_secret` (docs/deploying.md).",
        )
    if found:
        return ok(f"in a secret; after a deployment: `claimtrail sftp-host-key --stage {stage}`")
    return failed(
        f"there is no secret {sftp.host_key_secret}",
        "Correct `sftp.host_key_secret`, or create the secret (docs/deploying.md).",
    )


def _judge_subnets(context: Context, found: list[Subnet] | None) -> Judgment:
    addresses = context.stage.settings.sftp.addresses
    if found is None or addresses is None:
        return not_applicable("the SFTP server is reached at AWS's own addresses")
    missing = sorted(set(addresses.subnet_ids) - {one.subnet_id for one in found})
    elsewhere = [one.subnet_id for one in found if one.vpc_id != addresses.vpc_id]
    if missing or elsewhere:
        return failed(
            f"{', '.join([*missing, *elsewhere])}: not in {addresses.vpc_id}",
            "Correct `sftp.addresses` in the stage's settings: its subnets are of its VPC.",
        )
    if len({one.zone for one in found}) < len(found):
        return failed(
            "two of the subnets are in one zone",
            "Name one subnet a zone in `sftp.addresses.subnet_ids`.",
        )
    return ok(f"{len(found)} in {addresses.vpc_id}")


def _judge_tags(context: Context, _: None) -> Judgment:
    if context.is_local or context.stage.settings.tags.owner:
        return ok(context.stage.settings.tags.owner or "nobody else shares this machine's cloud")
    return warning(
        "no `owner`: who finds these resources in the account does not know whom to call",
        "Set `owner` under `[tags]` in the stage's settings.",
    )


RULES = (
    Rule(name="first_day", ask=_deployed, judge=_judge_first_day),
    Rule(name="compliance_from", ask=_deployed, judge=_judge_compliance),
    Rule(name="partners' keys", judge=_judge_keys),
    Rule(
        name="SFTP host key",
        ask=lambda reader, context: (
            reader.has_secret(context.stage.settings.sftp.host_key_secret)
            if context.stage.settings.sftp.host_key_secret
            else None
        ),
        judge=_judge_host_key,
    ),
    Rule(
        name="SFTP subnets",
        ask=lambda reader, context: (
            reader.subnets(context.stage.settings.sftp.addresses.subnet_ids)
            if context.stage.settings.sftp.addresses
            else None
        ),
        judge=_judge_subnets,
    ),
    Rule(name="tags", judge=_judge_tags),
)
