"""Contract of the emulator: an SFTP account does what its role allows, and files have times.

The roles are those of a partner's dropbox, as infra/constructs/payer_dropbox.py declares them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from tests.contract.cloud.test_cloud_sftp import connected, dropbox, new_key, sftp_role
from tests.harness.eventually import eventually
from tests.harness.stage.cloud import RunningCloud, listens
from tests.harness.stage.stack import apply_stack

pytestmark = pytest.mark.cloud

IN, OUT, OWN, OTHER = "held-in", "held-out", "cedar-medicare", "juniper-medicaid"
ANSWER, OTHERS_ANSWER = b"ISA*999", b"ISA*another partner's"
Session = Callable[[asyncssh.SFTPClient], Awaitable[Any]]


def role() -> dict[str, Any]:
    """The role of the dropbox of OWN."""
    return sftp_role(
        {
            "Effect": "Allow",
            "Action": ["s3:PutObject"],
            "Resource": f"arn:aws:s3:::{IN}/{OWN}/*",
        },
        {
            "Effect": "Deny",
            "Action": ["s3:PutObject"],
            "Resource": [f"arn:aws:s3:::{IN}/{OWN}/", f"arn:aws:s3:::{IN}/{OWN}/*/"],
        },
        {
            "Effect": "Allow",
            "Action": "s3:DeleteObject",
            "Resource": f"arn:aws:s3:::{IN}/{OWN}/*.part",
        },
        {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": [f"arn:aws:s3:::{IN}/{OWN}/*", f"arn:aws:s3:::{OUT}/{OWN}/*"],
        },
        {
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": [f"arn:aws:s3:::{IN}", f"arn:aws:s3:::{OUT}"],
            "Condition": {"StringLike": {"s3:prefix": [f"{OWN}/*", OWN]}},
        },
    )


class Account:
    """The account of a partner, logged in by a real client for each session."""

    def __init__(self, cloud: RunningCloud, key: asyncssh.SSHKey) -> None:
        self.cloud, self._key = cloud, key
        self.s3 = cloud.client("s3")

    def run(self, session: Session) -> Any:
        """Return what a session comes to."""

        async def running() -> Any:
            async with (
                connected(self.cloud, self._key) as connection,
                connection.start_sftp_client() as client,
            ):
                return await session(client)

        return asyncio.run(running())

    def keys(self, bucket: str) -> set[str]:
        """The objects of a bucket."""
        return {one["Key"] for one in self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])}


@pytest.fixture(scope="module")
def account(cloud: RunningCloud) -> Account:
    s3, key = cloud.client("s3"), new_key()
    for name in (IN, OUT):
        s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=OUT, Key=f"{OWN}/fil_1.999", Body=ANSWER)
    s3.put_object(Bucket=OUT, Key=f"{OTHER}/fil_2.999", Body=OTHERS_ANSWER)
    s3.put_object(Bucket=IN, Key=f"{OTHER}/theirs.835", Body=b"ISA*theirs")
    template = dropbox(key)
    template["Role"] = role()
    template["Server"]["Properties"]["ProtocolDetails"] = {"SetStatOption": "ENABLE_NO_OP"}
    template["User"]["Properties"]["HomeDirectoryMappings"] = [
        {"Entry": "/inbox", "Target": f"/{IN}/{OWN}"},
        {"Entry": "/outbox", "Target": f"/{OUT}/{OWN}"},
    ]
    apply_stack(cloud, "held-dropbox", template)
    eventually(lambda: listens(cloud.sftp_port))
    return Account(cloud, key)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "era.835"
    path.write_bytes(b"ISA*835")
    return path


def test_empty_folders_are_there_before_anything_is_in_them(account: Account) -> None:
    async def session(client: asyncssh.SFTPClient) -> Any:
        await client.chdir("/inbox")
        return await client.listdir("/"), await client.isdir("/inbox"), await client.getcwd()

    listed, is_folder, place = account.run(session)

    assert set(listed) - {".", ".."} == {"inbox", "outbox"}
    assert (is_folder, place) == (True, "/inbox")


@pytest.mark.patch("transfer.permissions")
def test_a_delivery_is_put_overwritten_read_back_and_never_removed(
    account: Account, file: Path
) -> None:
    back = file.with_suffix(".back")

    async def session(client: asyncssh.SFTPClient) -> Any:
        await client.put(str(file), "/inbox/era.835")
        await client.put(str(file), "/inbox/era.835")
        assert "era.835" in await client.listdir("/inbox")
        assert (await client.stat("/inbox/era.835")).size == len(b"ISA*835")
        await client.get("/inbox/era.835", str(back), sparse=False)
        for refused in (
            client.remove("/inbox/era.835"),
            client.rename("/inbox/era.835", "/inbox/other.835"),
            client.posix_rename("/inbox/era.835", "/outbox/other.835"),
        ):
            with pytest.raises(asyncssh.SFTPPermissionDenied, match="with this account"):
                await refused

    account.run(session)

    assert back.read_bytes() == file.read_bytes()
    assert {f"{OWN}/era.835", f"{OTHER}/theirs.835"} <= account.keys(IN)
    assert account.keys(OUT) == {f"{OWN}/fil_1.999", f"{OTHER}/fil_2.999"}


@pytest.mark.patch("transfer.set_attributes")
def test_times_and_permissions_are_ignored_and_nothing_is_appended(
    account: Account, file: Path
) -> None:
    async def session(client: asyncssh.SFTPClient) -> Any:
        await client.put(str(file), "/inbox/kept.835", preserve=True)
        before = (await client.stat("/inbox/kept.835")).permissions
        await client.chmod("/inbox/kept.835", 0o600)
        await client.utime("/inbox/kept.835", (0, 0))
        after = await client.stat("/inbox/kept.835")
        assert after.permissions == before
        assert after.mtime
        for mode in ("r+b", "ab"):
            with pytest.raises(asyncssh.SFTPOpUnsupported):
                await client.open("/inbox/kept.835", mode)

    account.run(session)

    stored = account.s3.get_object(Bucket=IN, Key=f"{OWN}/kept.835")["Body"].read()
    assert stored == file.read_bytes()


def test_an_upload_under_a_temporary_name_is_renamed_to_its_own(
    account: Account, file: Path
) -> None:
    async def session(client: asyncssh.SFTPClient) -> None:
        await client.put(str(file), "/inbox/renamed.835.part")
        await client.rename("/inbox/renamed.835.part", "/inbox/renamed.835")

    account.run(session)

    assert f"{OWN}/renamed.835" in account.keys(IN)
    assert f"{OWN}/renamed.835.part" not in account.keys(IN)


def test_answers_are_read_and_neither_written_nor_removed(account: Account, file: Path) -> None:
    got = file.with_suffix(".got")

    async def session(client: asyncssh.SFTPClient) -> None:
        await client.get("/outbox/fil_1.999", str(got), sparse=False)
        for refused in (
            client.put(str(file), "/outbox/era.835"),
            client.put(str(file), "/outbox/fil_1.999"),
            client.remove("/outbox/fil_1.999"),
            client.rename("/outbox/fil_1.999", "/outbox/seen.999"),
            client.rename("/outbox/fil_1.999", "/inbox/fil_1.999"),
            client.mkdir("/outbox/seen"),
            client.rmdir("/outbox"),
        ):
            with pytest.raises(asyncssh.SFTPPermissionDenied):
                await refused

    account.run(session)

    assert got.read_bytes() == ANSWER
    assert account.keys(OUT) == {f"{OWN}/fil_1.999", f"{OTHER}/fil_2.999"}
    stored = account.s3.get_object(Bucket=OUT, Key=f"{OWN}/fil_1.999")["Body"].read()
    assert stored == ANSWER


@pytest.mark.parametrize(
    "path",
    [
        f"/outbox/../../{OUT}/{OTHER}/fil_2.999",
        f"/outbox/../{OTHER}/fil_2.999",
        f"/{OTHER}/fil_2.999",
        f"/{OUT}/{OTHER}/fil_2.999",
        f"/outbox/./../../../{OUT}/{OTHER}/fil_2.999",
        f"/outbox/..\\..\\{OTHER}\\fil_2.999",
        f"/outbox/%2e%2e/{OTHER}/fil_2.999",
        f"../{OTHER}/fil_2.999",
        f"/outbox{OTHER}/fil_2.999",
    ],
)
def test_no_path_leads_out_of_the_two_folders(account: Account, file: Path, path: str) -> None:
    before = account.keys(IN), account.keys(OUT)

    async def session(client: asyncssh.SFTPClient) -> None:
        with pytest.raises(asyncssh.SFTPError):
            await client.get(path, str(file) + ".got", sparse=False)
        with pytest.raises(asyncssh.SFTPError):
            await client.put(str(file), path)
        with pytest.raises(asyncssh.SFTPError):
            await client.rename("/outbox/fil_1.999", path)

    account.run(session)

    assert (account.keys(IN), account.keys(OUT)) == before


def test_links_are_not_supported_and_the_root_takes_nothing(account: Account, file: Path) -> None:
    before = account.keys(IN), account.keys(OUT)

    async def session(client: asyncssh.SFTPClient) -> None:
        for refused in (
            client.symlink("/outbox/fil_1.999", "/inbox/link"),
            client.link("/outbox/fil_1.999", "/inbox/link"),
            client.symlink(f"/{OUT}/{OTHER}/fil_2.999", "/inbox/link"),
            client.put(str(file), "/era.835"),
            client.mkdir("/mine"),
        ):
            with pytest.raises(asyncssh.SFTPError):
                await refused

    account.run(session)

    assert (account.keys(IN), account.keys(OUT)) == before


def test_no_directory_can_be_made(account: Account) -> None:
    before = account.keys(IN)

    async def session(client: asyncssh.SFTPClient) -> None:
        for path in ("/inbox/week", "/inbox/week.part", "/inbox/week/day", "/inbox", "/mine"):
            with pytest.raises(asyncssh.SFTPPermissionDenied):
                await client.mkdir(path)

    account.run(session)

    assert account.keys(IN) == before


def test_a_path_beneath_the_inbox_is_the_name_of_a_file(account: Account, file: Path) -> None:
    async def session(client: asyncssh.SFTPClient) -> None:
        await client.put(str(file), "/inbox/month/put.835")
        await client.put(str(file), "/inbox/moved.835.part")
        await client.rename("/inbox/moved.835.part", "/inbox/month/moved.835")
        with pytest.raises(asyncssh.SFTPPermissionDenied):
            await client.remove("/inbox/month/put.835")

    account.run(session)

    assert account.keys(IN) >= {f"{OWN}/month/put.835", f"{OWN}/month/moved.835"}


@pytest.mark.patch("transfer.permissions")
@pytest.mark.parametrize("path", ["/unknown", "/inboxes", "/inbox/unknown", "/unknown/inbox"])
def test_a_folder_that_is_not_there_is_no_empty_one(account: Account, path: str) -> None:
    async def session(client: asyncssh.SFTPClient) -> None:
        for asked in (client.stat(path), client.listdir(path)):
            with pytest.raises(asyncssh.SFTPNoSuchFile):
                await asked

    account.run(session)


def test_a_listing_shows_when_each_file_arrived(account: Account) -> None:
    past = account.s3.head_object(Bucket=OUT, Key=f"{OWN}/fil_1.999")["LastModified"]

    async def session(client: asyncssh.SFTPClient) -> Any:
        await asyncio.sleep(2)
        listed = await client.readdir("/outbox")
        return listed, await client.stat("/outbox/fil_1.999")

    listed, stated = account.run(session)

    [answer] = [one for one in listed if one.filename == "fil_1.999"]
    shown = datetime.fromtimestamp(answer.attrs.mtime, UTC)
    assert abs(shown - past) < timedelta(seconds=2)
    assert shown.astimezone().strftime("%b %d %H:%M") in str(answer.longname)
    assert stated.mtime == answer.attrs.mtime


@pytest.mark.patch("transfer.listed_owners")
def test_a_listing_names_no_owner(account: Account) -> None:
    listed = account.run(lambda client: client.readdir("/outbox"))

    assert "fil_1.999" in {one.filename for one in listed}
    owners = {tuple(str(one.longname).split()[2:4]) for one in listed}
    assert owners == {("-", "-")}
