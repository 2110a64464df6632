"""Contract of docs/payers.md: its command lines work, with the clients that they name."""

import re
import runpy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake import sftp_access
from claimtrail.intake.model.limits import Bounded
from claimtrail.intake.model.limits import most as most_of_intake
from claimtrail.kernel.private_files import write_private
from claimtrail.partners.outputs import PartnerOutput
from claimtrail.x12.model.limits import Counted, most
from infra.local.keys import ensure_keys
from tests.contract.cloud.test_cloud_sftp import dropbox, sftp_role
from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud, listens
from tests.harness.stage.stack import apply_stack

PAGE = (Path(__file__).parents[3] / "docs" / "payers.md").read_text(encoding="utf-8")
PARTNER = "juniper-medicaid"
IN, OUT = "clients-in", "clients-out"
NAME = "000000905_20261120T143000Z_fil_2c26b46b68ffc68ff99b453c.999"
ANSWER = b"ISA*999"
SECONDS = 60
NEEDED = ("ssh", "sftp", "scp")
pytestmark = [
    pytest.mark.cloud,
    pytest.mark.skipif(
        any(shutil.which(name) is None for name in NEEDED), reason="OpenSSH is not installed"
    ),
]


def block(language: str, holding: str) -> str:
    """The page's one block of a language that holds a text."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    [text] = [each for each in found if holding in each]
    return str(text)


@pytest.fixture(scope="module")
def account(cloud: RunningCloud) -> RunningCloud:
    """The partner's account, with an answer in its outbox."""
    s3, folder = cloud.client("s3"), cloud.cloud.settings.root
    for name in (IN, OUT):
        s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=OUT, Key=f"{PARTNER}/{NAME}", Body=ANSWER)
    ensure_keys(folder / "keys", [PARTNER])
    key = asyncssh.read_private_key(folder / "keys" / PARTNER)
    template = dropbox(key)
    template["Role"] = sftp_role(
        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{IN}/*"},
        {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": [f"arn:aws:s3:::{IN}/*", f"arn:aws:s3:::{OUT}/*"],
        },
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"},
    )
    template["Server"]["Properties"]["ProtocolDetails"] = {"SetStatOption": "ENABLE_NO_OP"}
    template["User"]["Properties"] |= {
        "UserName": PARTNER,
        "HomeDirectoryMappings": [
            {"Entry": "/inbox", "Target": f"/{IN}/{PARTNER}"},
            {"Entry": "/outbox", "Target": f"/{OUT}/{PARTNER}"},
        ],
    }
    apply_stack(cloud, "clients-dropbox", template)
    eventually(lambda: listens(cloud.sftp_port))
    return cloud


@pytest.fixture
def here(account: RunningCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout's folder, with the cloud's keys in it as the page has them, and a file."""
    folder = tmp_path / ".claimtrail"
    shutil.copytree(account.cloud.settings.root / "keys", folder / "keys")
    record = (account.cloud.settings.root / "cloud.json").read_bytes()
    write_private(folder / "cloud.json", record)
    (tmp_path / "era.835").write_bytes(b"ISA*835")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMTRAIL_CLOUD_ROOT", str(folder))
    account.client("s3").delete_object(Bucket=IN, Key=f"{PARTNER}/era.835")
    return tmp_path


@pytest.fixture
def shown(here: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The account as `claimtrail sftp` shows it, whose run keeps the server's key."""
    stage = Stage("local", {PartnerOutput.PAYERS: PARTNER})
    sftp_access.show(stage, Output(as_json=False), partner=PARTNER)
    text = capsys.readouterr().out
    assert here.is_dir()
    return {"text": text, "lines": [line.strip() for line in text.splitlines()]}


def typed(words: list[str], batch: str = "") -> subprocess.CompletedProcess[str]:
    """Run a client as a person without a terminal, against the key that was kept."""
    kept = ["-o", "UserKnownHostsFile=.claimtrail/keys/known_hosts", "-o", "BatchMode=yes"]
    unattended = ["-o", "StrictHostKeyChecking=yes", "-F", "/dev/null"]
    return subprocess.run(  # noqa: S603 - the page's own words
        [words[0], *kept, *unattended, *words[1:]],
        input=batch,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def here_on(words: list[str], port: int) -> list[str]:
    return [str(port) if word == "2222" else word for word in words]


def delivered(cloud: RunningCloud) -> bytes:
    body: bytes = cloud.client("s3").get_object(Bucket=IN, Key=f"{PARTNER}/era.835")["Body"].read()
    return body


def test_the_session_on_the_page_delivers_and_fetches(
    account: RunningCloud, shown: dict[str, Any], here: Path
) -> None:
    first, *commands = block("console", "sftp> put").splitlines()
    assert shown["lines"]
    words = here_on(first.removeprefix("$ ").split(), account.sftp_port)

    done = typed(words, "\n".join(line.removeprefix("sftp> ") for line in commands) + "\n")

    assert done.returncode == 0, done.stderr
    assert delivered(account) == b"ISA*835"
    assert (here / NAME).read_bytes() == ANSWER
    assert NAME in done.stdout


@pytest.mark.patch("transfer.exit_status")
def test_scp_on_the_page_delivers(account: RunningCloud, shown: dict[str, Any], here: Path) -> None:
    words = here_on(block("console", "$ scp").removeprefix("$ ").split(), account.sftp_port)
    assert shown["lines"]

    done = typed(words)
    again = typed(words)

    assert (done.returncode, again.returncode) == (0, 0), done.stderr + again.stderr
    assert delivered(account) == b"ISA*835"
    assert here.is_dir()


def test_python_on_the_page_delivers_and_fetches(
    account: RunningCloud, shown: dict[str, Any], here: Path
) -> None:
    assert shown["lines"]
    script = here / "deliver.py"
    script.write_text(block("python", "asyncssh").replace("2222", str(account.sftp_port)))

    runpy.run_path(str(script))

    assert delivered(account) == b"ISA*835"
    assert (here / NAME).read_bytes() == ANSWER


def test_the_command_shows_the_account_and_a_line_that_works(
    account: RunningCloud, shown: dict[str, Any], here: Path
) -> None:
    lines = shown["lines"]
    known = here / ".claimtrail" / "keys" / "known_hosts"
    listed = subprocess.run(  # noqa: S603 - the file that the command wrote
        ["ssh-keygen", "-l", "-f", str(known)],  # noqa: S607 - OpenSSH
        capture_output=True,
        text=True,
        check=True,
    )
    fingerprint = listed.stdout.split()[1]
    assert {
        "Host             127.0.0.1",
        f"Port             {account.sftp_port}",
        f"User             {PARTNER}",
        f"Host key         {fingerprint}",
        f"Private key      .claimtrail/keys/{PARTNER}",
        "Files go into    /inbox",
        "Answers come in  /outbox",
    } <= set(lines)
    assert all(len(line) <= 78 for line in shown["text"].splitlines())
    begin = next(place for place, line in enumerate(lines) if line.startswith("sftp -P"))
    words = " ".join(line.rstrip("\\") for line in lines[begin:]).split()

    done = typed(words, "put era.835 /inbox/\n")

    assert done.returncode == 0, done.stderr
    assert delivered(account) == b"ISA*835"


def test_what_is_not_allowed_is_answered_in_words(
    account: RunningCloud, shown: dict[str, Any]
) -> None:
    words = [f"sftp -P {account.sftp_port}", f"-i .claimtrail/keys/{PARTNER}"]
    line = " ".join([*words, f"{PARTNER}@127.0.0.1"]).split()
    assert shown["lines"]

    for command in ("put era.835 /outbox/", f"rm /outbox/{NAME}", "rm /inbox/era.835"):
        done = typed(line, f"put era.835 /inbox/\n{command}\n")
        assert "ermission denied" in done.stderr, command


def test_the_page_has_the_limits_of_files() -> None:
    for number in (
        most_of_intake(Bounded.FILE_BYTES),
        most(Counted.INTERCHANGES),
        most(Counted.GROUPS),
        most(Counted.INTERCHANGE_GROUPS),
        most(Counted.SETS),
        most(Counted.INTERCHANGE_SETS),
    ):
        assert f"{number:,}" in PAGE[PAGE.index("### Names and limits of files") :]


def test_a_client_that_keeps_times_and_compares_finds_its_upload(
    account: RunningCloud, shown: dict[str, Any], here: Path
) -> None:
    assert shown["lines"]
    key = f".claimtrail/keys/{PARTNER}"
    sftp = ["sftp", "-P", str(account.sftp_port), "-i", key, f"{PARTNER}@127.0.0.1"]
    commands = ("put -p era.835 /inbox/", "chmod 600 /inbox/era.835", "get -p /inbox/era.835 back")

    kept = typed(sftp, "\n".join(commands) + "\n")
    target = f"{PARTNER}@127.0.0.1:/inbox/"
    copied = typed(["scp", "-p", "-P", str(account.sftp_port), "-i", key, "era.835", target])

    assert (kept.returncode, copied.returncode) == (0, 0), kept.stderr + copied.stderr
    assert (here / "back").read_bytes() == delivered(account) == b"ISA*835"
