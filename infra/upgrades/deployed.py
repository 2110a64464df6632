"""The release that an account holds: the templates of its stacks, as CloudFormation has them."""

import json
from collections.abc import Iterable
from typing import Any

from botocore.exceptions import ClientError

from infra.upgrades.model import Release, StackTemplate

DEPLOYED = "deployed"
"""The word that stands for what is deployed, in place of a folder."""
_UNKNOWN = "ValidationError"
"""The code with which CloudFormation says that there is no such stack."""


def deployed_release(cloudformation: Any, names: Iterable[str]) -> Release:
    """Return the stacks of those names that exist; their order follows from what they read."""
    stacks = {}
    for name in names:
        template = _template(cloudformation, name)
        if template is not None:
            stacks[name] = StackTemplate(name, template)
    return Release(source=DEPLOYED, stacks=stacks)


def _template(cloudformation: Any, name: str) -> dict[str, Any] | None:
    try:
        answer = cloudformation.get_template(StackName=name, TemplateStage="Original")
    except ClientError as error:
        if error.response["Error"]["Code"] == _UNKNOWN:
            return None
        raise
    body = answer["TemplateBody"]
    return dict(json.loads(body) if isinstance(body, str) else body)
