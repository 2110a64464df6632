"""Deploys a stage onto the embedded cloud with the real CDK command line.

Nothing is deployed twice: what the app synthesized is remembered by digest, so that a second run
that changes nothing takes only the synthesis.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from botocore.exceptions import ClientError

from claimtrail.kernel.errors import Explanation
from claimtrail.kernel.private_files import write_private
from infra.local.cdk_causes import cause_of
from infra.local.clients import local_client
from infra.local.cloud import ACCOUNT, REGION, Cloud, CloudStatus
from infra.local.errors import CloudError
from infra.local.identity.configuration import SIGN_IN
from infra.local.prerequisites import check_node
from infra.local.settings import CHECKOUT
from infra.stage import SIGN_IN_FILE

BOOTSTRAP_STACK = "CDKToolkit"
STUCK = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED")
"""States of a failed create; CloudFormation accepts nothing but a delete in them."""
FLAGS = ("--no-notices", "--ci", "--no-color")
DELETE_SECONDS = 60
_ACCOUNT = ("AWS_", "CDK_")
"""The beginnings of variables that could lead the CDK to an account of AWS."""
_EVENT = re.compile(
    r"^(?P<stack>\S+) \|\s+(?P<done>\d+)/(?P<total>\d+) \| [^|]+ \| (?P<status>[A-Z_]+)\s+\|"
    r" (?P<type>\S+)"
)

Progress = Callable[[str], None]
"""Called with a line of text for each step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """The outcome of a deployment."""

    stage: str
    stacks: tuple[str, ...]
    changed: bool
    """False when everything was as synthesized already."""
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployer:
    """The CDK command line, pointed at one running cloud."""

    cloud: CloudStatus
    credentials: Mapping[str, str]
    """The variables by which the CDK signs as the cloud's root account."""
    root: Path
    """The cloud's folder: assembly, outputs and digest are kept there, and reset with it."""
    app: Path = CHECKOUT
    """The folder of the CDK app, with its `cdk.json`."""
    progress: Progress = lambda _: None
    save: Callable[[], bool] = lambda: True
    """Has the cloud save what was deployed; where it did not, the next run deploys again."""

    @classmethod
    def onto(cls, cloud: Cloud, *, show: Progress) -> Self:
        """Return what deploys onto a cloud, which is started if it is down, and shows its steps."""
        return cls(
            cloud=cloud.start(),
            credentials=cloud.credentials,
            root=cloud.settings.root,
            progress=lambda text: show(f"Deploying: {text}"),
            save=cloud.save,
        )

    def deploy(self, stage: str, *, force: bool = False) -> Deployment:
        """Synthesize, and deploy every stack of the stage unless all is as it was.

        Raises:
            CloudError: the cloud does not run, or the CDK failed; holds why, and the log.
            ConfigurationError: Node.js is missing or too old.
        """
        started = time.monotonic()
        self._check_running()
        check_node()
        self.progress("synthesizing")
        self._cdk("synth", "--quiet", "--context", f"stage={stage}", "--output", str(self.assembly))
        return self.deploy_assembly(stage, self.assembly, started=started, force=force)

    def deploy_assembly(
        self, stage: str, assembly: Path, *, started: float | None = None, force: bool = False
    ) -> Deployment:
        """Deploy stacks that are synthesized already, a kept release's for instance.

        Raises:
            CloudError: the cloud does not run, or the CDK failed; holds why, and the log.
        """
        started = time.monotonic() if started is None else started
        self._check_running()
        stacks = tuple(_stack_names(assembly))
        digest = _digest(assembly)
        changed = force or self._deployed().get(stage) != digest or not self._all_settled(stacks)
        if changed:
            self._bootstrap(assembly)
            self._clear_stuck(stacks)
            self._remember({**self._deployed(), stage: None})
            outputs = self.root / "outputs.json"
            self._cdk("deploy", "--all", "--app", str(assembly), "--progress", "events",
                      "--require-approval", "never", "--outputs-file", str(outputs))  # fmt: skip
            self.progress("saving the state")
            self._remember({**self._deployed(), stage: digest if self.save() else None})
        return Deployment(
            stage=stage, stacks=stacks, changed=changed, seconds=time.monotonic() - started
        )

    def _check_running(self) -> None:
        if not self.cloud.running:
            raise _failure(
                "CLOUD_NOT_RUNNING", "the embedded cloud does not run", "Run `claimtrail up`."
            )

    @property
    def assembly(self) -> Path:
        """Return where the synthesized templates and assets stand."""
        return self.root / "cdk.out"

    def environment(self) -> dict[str, str]:
        """This process's environment, with every trace of another AWS account taken out.

        The rest stays: package clients read proxies, certificates and caches from it.
        """
        passed = {
            name: value for name, value in os.environ.items() if not name.startswith(_ACCOUNT)
        }
        own = str(Path(sys.executable).parent)
        return {
            **passed,
            **self.credentials,
            "PATH": os.pathsep.join((own, os.environ.get("PATH", os.defpath))),
            "AWS_ENDPOINT_URL": self.cloud.endpoint,
            SIGN_IN_FILE: str(self.root / "identity" / SIGN_IN),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "CDK_DEFAULT_ACCOUNT": ACCOUNT,
            "CDK_DEFAULT_REGION": REGION,
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        }

    def _bootstrap(self, assembly: Path) -> None:
        self._clear_stuck((BOOTSTRAP_STACK,))
        if self._status(BOOTSTRAP_STACK) is None:
            self.progress("bootstrapping the account for the CDK")
            self._cdk("bootstrap", f"aws://{ACCOUNT}/{REGION}", "--app", str(assembly))

    def _clear_stuck(self, stacks: tuple[str, ...]) -> None:
        for name in reversed(stacks):
            if self._status(name) not in STUCK:
                continue
            self.progress(f"deleting {name}, whose creation had failed")
            cloudformation = self._cloudformation()
            cloudformation.delete_stack(StackName=name)
            cloudformation.get_waiter("stack_delete_complete").wait(
                StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": DELETE_SECONDS}
            )

    def _all_settled(self, stacks: tuple[str, ...]) -> bool:
        return all(self._status(name) in {"CREATE_COMPLETE", "UPDATE_COMPLETE"} for name in stacks)

    def _status(self, stack: str) -> str | None:
        try:
            found = self._cloudformation().describe_stacks(StackName=stack)["Stacks"]
        except ClientError:
            return None
        status: str = found[0]["StackStatus"]
        return None if status == "DELETE_COMPLETE" else status

    def _cloudformation(self) -> Any:
        return local_client(
            "cloudformation", endpoint=self.cloud.endpoint, credentials=self.credentials
        )

    def _deployed(self) -> dict[str, str | None]:
        try:
            known: dict[str, str | None] = json.loads(self._record.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return known

    def _remember(self, digests: dict[str, str | None]) -> None:
        write_private(self._record, json.dumps(digests))

    @property
    def _record(self) -> Path:
        return self.root / "deployed.json"

    def _cdk(self, *arguments: str) -> None:
        cdk = CHECKOUT / "node_modules" / ".bin" / "cdk"
        if not cdk.exists():
            raise _failure("CDK_NOT_INSTALLED", "the CDK is not installed", "Run `make setup`.")
        with subprocess.Popen(
            [str(cdk), *arguments, *FLAGS],
            cwd=self.app,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            lines = list(self._with_progress(process.stdout or ()))
        log = self.root / f"cdk-{arguments[0]}.log"
        write_private(log, "".join(lines))
        if process.returncode != 0:
            raise _failure(
                "DEPLOYMENT_FAILED",
                f"`cdk {arguments[0]}` failed: {cause_of(lines)}",
                f"The whole log is {log}; the cloud's own is {self.root / 'cloud.log'}.",
            )

    def _with_progress(self, lines: Any) -> Iterator[str]:
        for line in lines:
            event = _EVENT.match(line)
            if event:
                self.progress(
                    f"{event['stack']}  {event['done']} of {event['total']}  {event['type']}"
                )
            yield line


def _stack_names(assembly: Path) -> Iterator[str]:
    manifest = json.loads((assembly / "manifest.json").read_text(encoding="utf-8"))
    for key, artifact in manifest["artifacts"].items():
        if artifact["type"] == "aws:cloudformation:stack":
            yield artifact["properties"].get("stackName", key)


def _digest(assembly: Path) -> str:
    """Of the templates and asset lists; assets are named by the hash of their content."""
    digest = hashlib.sha256()
    for pattern in ("*.template.json", "*.assets.json"):
        for path in sorted(assembly.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _failure(code: str, what: str, next_step: str) -> CloudError:
    return CloudError(
        Explanation(code=code, what=what, where="the embedded cloud", next_step=next_step)
    )
