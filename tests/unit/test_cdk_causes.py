"""A failed deployment says why in words, whatever stands around them in the log."""

import pytest

from infra.local.cdk_causes import UNKNOWN, cause_of

NODE = "b'!!  Node 20 is end-of-life and not supported anymore.                    !!\\n'\n"
EXIT = "/checkout/.venv/bin/python -m infra.app: Subprocess exited with error 1\n"
TRACEBACK = """Traceback (most recent call last):
  File "/checkout/infra/app.py", line 3, in <module>
    raise ValueError("the stage nowhere has no settings")
ValueError: the stage nowhere has no settings
"""
CHAINED = """jsii.errors.JavaScriptError:
  @jsii/kernel.RuntimeError: Error: There is already a Construct with name 'Queue'
      at Kernel._Kernel_create (/tmp/tmpx/lib/program.js:1:2)

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/checkout/infra/app.py", line 9, in <module>
    sqs.Queue(stack, "Queue")
RuntimeError: Error: There is already a Construct with name 'Queue'
"""
CANCELED = "cancel" + "led"
"""As CloudFormation spells it."""
RESOURCES = f"""local-web | 3/9 | 3:41:07 AM | CREATE_FAILED        | AWS::Lambda::Function \
| Pages (PagesA1) Resource creation {CANCELED}
local-web | 3/9 | 3:41:06 AM | CREATE_FAILED        | AWS::Athena::WorkGroup \
| Group (GroupB2) A workgroup needs a name
\N{CROSS MARK}  local-web failed: ToolkitError: The stack named local-web failed
    at FullCloudFormationDeployment.monitorDeployment (/checkout/aws-cdk/lib/index.js:1)
"""


@pytest.mark.parametrize(
    ("log", "cause"),
    [
        (NODE + TRACEBACK + EXIT, "the stage nowhere has no settings"),
        (NODE + CHAINED + EXIT, "Error: There is already a Construct with name 'Queue'"),
        (f"{NODE}KeyError: 'queue'\n{EXIT}", "KeyError: 'queue'"),
        (
            f"{NODE}STAGE_UNKNOWN: there is no stage nowhere\n  where: infra/stages\n{EXIT}",
            "STAGE_UNKNOWN: there is no stage nowhere",
        ),
        (
            RESOURCES,
            "AWS::Athena::WorkGroup in local-web: Group (GroupB2) A workgroup needs a name",
        ),
        (
            RESOURCES.partition("\N{CROSS MARK}")[1] + RESOURCES.partition("\N{CROSS MARK}")[2],
            "local-web failed: ToolkitError: The stack named local-web failed",
        ),
        ("Need to perform AWS calls, but no credentials have been configured\n" + EXIT,
         "Need to perform AWS calls, but no credentials have been configured"),
        (NODE + EXIT, UNKNOWN),
        ("", UNKNOWN),
    ],
)  # fmt: skip
def test_the_cause_is_one_sentence_of_the_log_without_lines_of_a_traceback(
    log: str, cause: str
) -> None:
    assert cause_of(log.splitlines(keepends=True)) == cause
