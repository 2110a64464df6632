"""Gap: a function's credentials are an account's number, or digests of names that anybody can form.

On AWS they are random. Here they are keyed with the machine's secret, so that a restart finds the
same ones, and nobody else does.
"""

import hashlib
import hmac
import os
import threading
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import lambda_runtime
from ministack.services import lambda_svc, sts

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"
Credentials = dict[str, str]
_registering = threading.Lock()


def needed() -> bool:
    """Return whether credentials are still digests without a key."""
    return "hmac" not in lambda_runtime.execution_credentials.__code__.co_names


def apply() -> None:
    """Give functions keyed credentials, and without IAM enforced the machine's own."""
    seam.expect(
        holds=needed() and lambda_svc.execution_credentials is lambda_runtime.execution_credentials,
        seam="lambda_runtime.execution_credentials, which lambda_svc uses",
    )
    seam.attribute(sts, "register_session")
    seam.wrap(lambda_runtime, "execution_credentials", parameters=("config",), build=_keyed)
    lambda_svc.execution_credentials = lambda_runtime.execution_credentials


def _keyed(issue: Callable[[Any], Credentials]) -> Callable[[Any], Credentials]:
    def issue_keyed(config: Any) -> Credentials:
        if not app.AUTH:
            names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
            return {**{name: os.environ[name] for name in names}, "AWS_SESSION_TOKEN": ""}
        with _registering:
            known = issue(config)
            session = sts._sessions.pop(known["AWS_ACCESS_KEY_ID"])
            made = _from(known["AWS_ACCESS_KEY_ID"])
            sts.register_session(
                made["AWS_ACCESS_KEY_ID"],
                {
                    **session,
                    "SecretAccessKey": made["AWS_SECRET_ACCESS_KEY"],
                    "SessionToken": made["AWS_SESSION_TOKEN"],
                },
            )
        return made

    return issue_keyed


def _from(known: str) -> Credentials:
    return {
        "AWS_ACCESS_KEY_ID": f"ASIA{_digest('id', known)[:16].upper()}",
        "AWS_SECRET_ACCESS_KEY": _digest("secret", known),
        "AWS_SESSION_TOKEN": _digest("token", known),
    }


def _digest(part: str, known: str) -> str:
    key = os.environ["AWS_SECRET_ACCESS_KEY"].encode()
    return hmac.new(key, f"{part}:{known}".encode(), hashlib.sha256).hexdigest()
