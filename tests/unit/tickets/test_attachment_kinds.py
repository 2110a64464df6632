"""A file is what its bytes say; what acts or unpacks without end is refused."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.tickets.attachments.model import AttachmentKind
from claimtrail.tickets.attachments.scanners import ClamdScanner, SignatureScanner
from claimtrail.tickets.attachments.sniffing import MOST_PARTS, sniff
from tests.harness.files.trial_files import trial_file
from tests.harness.tickets.offered_files import (
    CSV,
    EICAR,
    JPEG,
    PDF,
    PNG,
    TEXT,
    archive,
    docx,
)
from tests.unit.intake.test_release import SENT

pytestmark = pytest.mark.capability("T6.6")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, AttachmentKind.PDF),
        (PNG, AttachmentKind.PNG),
        (JPEG, AttachmentKind.JPEG),
        (TEXT, AttachmentKind.TEXT),
        (b"\xef\xbb\xbf" + TEXT, AttachmentKind.TEXT),
        (CSV, AttachmentKind.CSV),
        (CSV.replace(b",", b"\t"), AttachmentKind.CSV),
        (docx(), AttachmentKind.DOCX),
    ],
)
def test_the_kind_is_of_the_content(data: bytes, kind: AttachmentKind) -> None:
    assert sniff(data).kind is kind


def test_x12_is_known_by_its_isa() -> None:
    assert sniff(trial_file(SENT).content).kind is AttachmentKind.X12
    assert sniff(b"ISA said so").kind is AttachmentKind.TEXT


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (PDF + b"<</S /JavaScript /JS (app.alert(1))>>", "ATTACHMENT_ACTIVE_PDF"),
        (PDF + b"<</S /J#61vaScript>>", "ATTACHMENT_ACTIVE_PDF"),
        (PDF + b"<</Type /EmbeddedFile>>", "ATTACHMENT_ACTIVE_PDF"),
        (docx(word__vbaProject_bin=b"x"), "ATTACHMENT_MACRO"),
        (docx(word__embeddings__sheet_xlsx=b"x"), "ATTACHMENT_MACRO"),
        (docx(docProps__app_xml=b"application/macroEnabled.main+xml"), "ATTACHMENT_MACRO"),
        (
            docx(rels_xml=b'<Link TargetMode="External" Type="relationships/attachedTemplate" />'),
            "ATTACHMENT_MACRO",
        ),
        (archive({"a.txt": b"x"}), "ATTACHMENT_ARCHIVE"),
        (docx()[:-30], "ATTACHMENT_BROKEN_ARCHIVE"),
        (docx(word__big_xml=bytes(4 << 20)), "ATTACHMENT_UNPACKS_TOO_FAR"),
        (
            docx(**{f"p{number}_xml": b"" for number in range(MOST_PARTS)}),
            "ATTACHMENT_UNPACKS_TOO_FAR",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "ATTACHMENT_OLD_OFFICE"),
        (b"{\\rtf1 x}", "ATTACHMENT_RTF"),
        (b"MZ\x90", "ATTACHMENT_PROGRAM"),
        (b"#!/bin/sh\n", "ATTACHMENT_PROGRAM"),
        (b"<html><script>1</script>", "ATTACHMENT_MARKUP"),
        (b"\x00\x01\x02\x03", "ATTACHMENT_KIND_UNKNOWN"),
        (b"\xfe\xff\x00a", "ATTACHMENT_KIND_UNKNOWN"),
    ],
)
def test_what_acts_or_is_of_no_kind_is_refused_by_its_code(data: bytes, reason: str) -> None:
    found = sniff(data)
    assert (found.kind, found.reason) == (None, reason)


def test_a_part_that_lies_about_its_size_unpacks_no_further_than_allowed() -> None:
    data = bytearray(docx(word__big_xml=bytes(4 << 20)))
    at = data.rindex(b"word/big.xml") - 46  # the central directory states the size again
    data[at + 24 : at + 28] = struct.pack("<L", 10)

    assert sniff(bytes(data)).kind is None


def test_the_signature_scanner_finds_the_test_file_wherever_it_stands() -> None:
    scanner = SignatureScanner()

    assert scanner.scan(TEXT).is_clean
    assert scanner.scan(EICAR[:-1]).is_clean
    found = scanner.scan(PDF + EICAR[:11] + EICAR + PDF)
    assert (found.is_clean, found.finding) == (False, "EICAR-Test-File")


@contextmanager
def daemon(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A clamd that answers so; what it was sent, without the lengths."""
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            peer, _ = server.accept()
            with peer, peer.makefile("rb") as stream:
                taken.append(stream.read(10))
                while size := struct.unpack("!L", stream.read(4))[0]:
                    taken.append(stream.read(size))
                peer.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], taken
        thread.join(5)


def test_clamd_is_given_every_byte_and_its_finding_is_kept() -> None:
    data = bytes(3 << 20)
    with daemon(b"stream: Win.Test.EICAR_HDB-1 FOUND\0") as (port, taken):
        verdict = ClamdScanner(host="127.0.0.1", port=port, seconds=5).scan(data)

    assert (verdict.is_clean, verdict.finding) == (False, "Win.Test.EICAR_HDB-1")
    assert taken[0] == b"zINSTREAM\0"
    assert b"".join(taken[1:]) == data


def test_clamd_that_is_content_or_silent_is_not_taken_for_the_other() -> None:
    with daemon(b"stream: OK\0") as (port, _):
        assert ClamdScanner(host="127.0.0.1", port=port, seconds=5).scan(TEXT).is_clean
    for answer in (b"", b"INSTREAM size limit exceeded. ERROR\0"):
        with (
            daemon(answer) as (port, _),
            pytest.raises(ClaimTrailError, match="SCANNER_UNAVAILABLE"),
        ):
            ClamdScanner(host="127.0.0.1", port=port, seconds=5).scan(TEXT)
