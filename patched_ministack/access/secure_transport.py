"""Gap: with IAM enforced, loopback HTTP counts as insecure and `enforce_ssl` denies everything.

The policies that deny what does not come over TLS are right for AWS and stay in the templates;
on loopback, where there is no TLS, every request counts as if it had come over it.
"""

from typing import Any

from ministack.core import iam_evaluator

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"


def needed() -> bool:
    """Return whether a request over plain HTTP is still evaluated as insecure."""
    return _context().secure_transport is False


def apply() -> None:
    """Evaluate every request as one over TLS."""
    context = iam_evaluator.EvalContext
    seam.expect(
        holds="secure_transport" in context.__dataclass_fields__ and needed(),
        seam="iam_evaluator.EvalContext.secure_transport",
    )
    initialize = context.__init__

    def initialize_secure(self: Any, *args: Any, **values: Any) -> None:
        initialize(self, *args, **{"secure_transport": True, **values})

    context.__init__ = initialize_secure


def _context() -> Any:
    return iam_evaluator.EvalContext(
        principal_arn="",
        principal_type="Root",
        principal_account="",
        action="s3:GetObject",
        resource_arn="*",
        region="us-east-1",
    )
