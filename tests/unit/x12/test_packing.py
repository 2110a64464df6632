"""Packed and encrypted files: known by their first bytes, whatever stands in them in the clear."""

import gzip
import io
import tarfile
import zipfile

import pytest

from claimtrail.x12 import is_packed, scan_envelopes
from claimtrail.x12.model.source import MemorySource
from tests.harness.files.x12_files import STATUS_277, write_interchange

pytestmark = pytest.mark.capability("C2.3")

SOUND = write_interchange([STATUS_277])
CMS = bytes.fromhex("3080 0609 2a86 4886 f70d 0107 02 a080")


def zipped(method: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        file.writestr("era.835", SOUND)
    return made.getvalue()


def tarred() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as file:
        member = tarfile.TarInfo("ISA.835")
        member.size = len(SOUND)
        file.addfile(member, io.BytesIO(SOUND))
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(zipped(zipfile.ZIP_STORED), id="ZIP, stored"),
        pytest.param(zipped(zipfile.ZIP_DEFLATED), id="ZIP, deflated"),
        pytest.param(tarred(), id="tar"),
        pytest.param(gzip.compress(SOUND), id="gzip"),
        pytest.param(gzip.compress(SOUND, 0), id="gzip, stored"),
        pytest.param(b"7z\xbc\xaf\x27\x1c\x00\x04" + SOUND, id="7z"),
        pytest.param(b"-----BEGIN PGP MESSAGE-----\n\nhQEM" + SOUND, id="PGP, armored"),
        pytest.param(b"\x85\x01\x0c\x03" + bytes(8) + SOUND, id="PGP, encrypted"),
        pytest.param(b"\x90\x0d\x03\x00\x08\x01" + SOUND, id="PGP, signed"),
        pytest.param(CMS + SOUND, id="CMS"),
        pytest.param(b"Content-Type: multipart/signed\r\n\r\n" + SOUND, id="S/MIME, signed"),
        pytest.param(b"%PDF-1.7\n" + SOUND, id="PDF"),
    ],
)
def test_nothing_in_a_packed_file_is_read_as_x12(content: bytes) -> None:
    scan = scan_envelopes(MemorySource(content))

    assert [one.code for one in scan.findings] == ["X12_PACKED"]
    assert scan.interchanges == ()
    assert "Unpack or decrypt it" in scan.findings[0].next_step


@pytest.mark.parametrize(
    "content",
    [
        SOUND,
        b"\xef\xbb\xbf" + SOUND,
        b"\r\n" + SOUND,
        b"PKG,amount\n" + SOUND,
        b"I\0S\0A\0*\0",
        b"\xc9\xe2\xc1\x5c\xf0\xf0",  # ISA*00 in EBCDIC
        b"MSH|^~\\&|",
        b"{}\n",
        b"",
    ],
)
def test_what_is_not_packed_is_not_said_to_be(content: bytes) -> None:
    assert not is_packed(content)
