"""Gap: a function's reserved concurrency is dropped from its template.

`ReservedConcurrentExecutions` of AWS::Lambda::Function, on which a single writer relies.
"""

import inspect

from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners

from patched_ministack import cloudformation, seam

FOLLOWS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html"
PROPERTY = "ReservedConcurrentExecutions"


def needed() -> bool:
    """Return whether CloudFormation still never looks at the property."""
    return PROPERTY not in inspect.getsource(provisioners)


def apply() -> None:
    """Hand the number to Lambda's own functions after a function is created or updated."""
    seam.expect(holds=needed(), seam="the provisioner of AWS::Lambda::Function")
    seam.attribute(lambda_svc, "_put_function_concurrency")
    seam.attribute(lambda_svc, "_delete_function_concurrency")
    cloudformation.after_change("AWS::Lambda::Function", _settle)


def _settle(name: str, properties: cloudformation.Properties) -> None:
    if PROPERTY in properties:
        request = {PROPERTY: int(properties[PROPERTY])}
        response = lambda_svc._put_function_concurrency(name, request)
    else:
        response = lambda_svc._delete_function_concurrency(name)
    cloudformation.succeed(response, f"reserved concurrency of function {name}")
