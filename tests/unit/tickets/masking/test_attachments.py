"""Text of attachments: recognized by content, within bounds."""

import io
import zipfile

import pikepdf
import pytest

from claimtrail.tickets.masking import attachments
from claimtrail.tickets.masking.attachments import (
    AttachmentUnreadableError,
    ReadableKind,
    kind_of,
    masked_attachment,
    text_of,
)

pytestmark = pytest.mark.capability("T6.1")

_XML = "<w:document xmlns:w='w'><w:p><w:r><w:t>Pt Maria Lopez</w:t></w:r></w:p>{}</w:document>"


def _docx(document: str, name: str = "word/document.xml") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, document)
    return packed.getvalue()


def _pdf(words: str) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                              BaseFont=pikepdf.Name.Helvetica)  # fmt: skip
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = document.make_stream(f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET".encode())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Pt Maria Lopez", ReadableKind.TEXT),
        ("Pt Maria Lopez;\N{EN DASH};7".encode("cp1252"), ReadableKind.TEXT),
        (_docx(_XML.format("")), ReadableKind.DOCX),
        (_pdf("Pt Maria Lopez"), ReadableKind.PDF),
    ],
)
def test_each_kind_is_told_by_its_content_and_masked(data: bytes, kind: ReadableKind) -> None:
    assert kind_of(data) is kind
    assert "Maria Lopez" in text_of(data)
    masked = masked_attachment(data).text
    assert masked.strip().startswith("Pt [name]")
    assert "Lopez" not in masked


def test_x12_is_masked_by_its_elements() -> None:
    masked = masked_attachment(b"NM1*IL*1*LOPEZ*MARIA****MI*W12345~\nDMG*D8*19580307~").text

    assert masked == "NM1*IL*1*[name]*[name]****MI*[member id]~\nDMG*D8*[date 1958]~"


def test_a_paragraph_is_a_line() -> None:
    more = "<w:p><w:r><w:t>Fax</w:t><w:tab/><w:t>ok</w:t></w:r></w:p>"

    assert text_of(_docx(_XML.format(more))) == "Pt Maria Lopez\nFax\tok"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x7fELF\x00\x01", "ATTACHMENT_UNKNOWN"),
        (_docx("x", "xl/workbook.xml"), "ATTACHMENT_UNKNOWN"),
        (b"PK\x03\x04 broken", "ATTACHMENT_BROKEN"),
        (_docx("<w:document"), "ATTACHMENT_BROKEN"),
        (_docx("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "ATTACHMENT_BROKEN"),
        (b"%PDF-1.7 broken", "ATTACHMENT_BROKEN"),
    ],
)
def test_what_cannot_be_read_says_so(data: bytes, code: str) -> None:
    with pytest.raises(AttachmentUnreadableError) as raised:
        text_of(data)

    assert raised.value.explanation.code == code


def test_a_part_that_unpacks_beyond_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 10_000)

    with pytest.raises(AttachmentUnreadableError, match="unpacks"):
        text_of(_docx(_XML.format("<w:p/>" * 5_000)))
