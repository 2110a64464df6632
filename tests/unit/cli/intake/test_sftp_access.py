"""`claimtrail sftp` on a deployed stage: its name, its addresses, or that it has no server."""

import pytest

from claimtrail.cli.core.output import Output
from claimtrail.cli.core.stage import Stage
from claimtrail.cli.intake import sftp_access
from claimtrail.cli.intake.sftp import DeliveryError
from claimtrail.intake.outputs import IntakeOutput
from claimtrail.partners.outputs import PartnerOutput

FINGERPRINT = "SHA256:lOFjZQH5lk7v1UaUUWvkQmCxHxL4sGDKFm0OPJyGlQ4"


def shown(capsys: pytest.CaptureFixture[str], **outputs: str) -> list[str]:
    stage = Stage("acme", {PartnerOutput.PAYERS: "elm-mutual", **outputs})
    sftp_access.show(stage, Output(), partner="elm-mutual")
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_given_a_name_and_addresses_when_shown_then_a_partner_learns_both(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sftp_access.operations, "sftp_fingerprint", lambda _: FINGERPRINT)
    lines = shown(
        capsys,
        **{
            IntakeOutput.SFTP_SERVER_ID: "s-1",
            IntakeOutput.SFTP_HOST: "files.acme.example",
            IntakeOutput.SFTP_ADDRESSES: "203.0.113.7,203.0.113.8",
        },
    )
    assert "Host files.acme.example" in lines
    assert "Addresses 203.0.113.7, 203.0.113.8" in lines
    assert f"Host key {FINGERPRINT}" in lines
    assert any("elm-mutual@files.acme.example" in line for line in lines)


def test_given_no_server_when_shown_then_partners_deliver_by_s3(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(DeliveryError) as refused:
        shown(capsys)
    explanation = refused.value.explanation
    assert explanation.code == "SFTP_OFF"
    assert "make deploy STAGE=acme" in explanation.next_step
