"""Gap: `aws:PrincipalArn` of a role that somebody took is the session's ARN, not the role's.

In AWS it is the ARN of the role (IAM user guide, "Global condition context keys"), so that a policy
can except a role whatever its sessions are called.
"""

from typing import Any

from ministack.core import iam_evaluator
from ministack.services import iam

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"
_SESSION = "arn:aws:sts::000000000000:assumed-role/no-such-role/session"
_KEY = "aws:PrincipalArn"


def needed() -> bool:
    """Return whether the session's ARN is still given."""
    return bool(iam_evaluator._resolve_condition_key(_KEY, _context(_SESSION)) == _SESSION)


def apply() -> None:
    """Give the role's ARN, as IAM has it."""
    seam.attribute(iam, "_roles")
    seam.attribute(iam_evaluator, "_role_name_from_assumed_arn")
    seam.wrap(
        iam_evaluator, "_resolve_condition_key", parameters=("key", "ctx"), build=_with_role_arn
    )


def _with_role_arn(resolve: Any) -> Any:
    def resolve_role(key: str, ctx: Any) -> Any:
        value = resolve(key, ctx)
        if key.lower() != _KEY.lower() or ":assumed-role/" not in str(value):
            return value
        account = str(value).split(":")[4]
        name = iam_evaluator._role_name_from_assumed_arn(value)
        role = iam._roles.get_scoped(account, None, name) or {}
        return role.get("Arn", f"arn:aws:iam::{account}:role/{name}")

    return resolve_role


def _context(principal_arn: str) -> Any:
    return iam_evaluator.EvalContext(
        principal_arn=principal_arn,
        principal_type="AssumedRole",
        principal_account="000000000000",
        action="s3:GetObject",
        resource_arn="*",
        region="us-east-1",
    )
