"""The deployed stage behind the smoke test: what AWS refuses is an error with AWS's words."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from claimtrail.bootstrap import smoke
from claimtrail.bootstrap.smoke import DeployedStage, StageNames
from claimtrail.kernel.errors import ClaimTrailError
from claimtrail.smoke.files import FileKind, SyntheticClaim
from tests.harness.intake.intake_fixture import NOW

NAMES = StageNames(**{name: f"the-{name}" for name in StageNames.__slots__})
FILE = SyntheticClaim(run=1, made_at=NOW).file(FileKind.SUBMISSION)


def refuse(**_: Any) -> None:
    raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutObject")


def test_given_no_right_to_the_inbox_then_the_error_says_which_call_was_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smoke, "client", lambda _service: SimpleNamespace(put_object=refuse))

    with pytest.raises(ClaimTrailError) as raised:
        DeployedStage(names=NAMES).drop(FILE)

    said = raised.value.explanation
    assert said.code == "AWS_REFUSED"
    assert "AccessDenied" in said.what
    assert "PutObject" in said.what


def test_given_a_file_then_it_is_dropped_under_its_partner(monkeypatch: pytest.MonkeyPatch) -> None:
    put: list[dict[str, Any]] = []
    client = SimpleNamespace(put_object=lambda **given: put.append(given))
    monkeypatch.setattr(smoke, "client", lambda _service: client)

    where = DeployedStage(names=NAMES).send(FILE)

    assert where == f"s3://the-inbox/synthetic-biller/{FILE.name}"
    assert [one["Body"] for one in put] == [FILE.content]
