"""The public key's place in the bucket and its ARN can be copied from a narrow terminal."""

import hashlib
from types import SimpleNamespace

import pytest
from rich.console import Console

from claimtrail.cli.audit import chains
from claimtrail.cli.core.output import Output

_PUBLIC = b"the DER bytes of a public key"
ARN = "arn:aws:kms:us-east-1:000000000000:key/321beb78-c8cb-4228-a29a-54b71e096e3b"


def test_neither_the_keys_place_nor_its_arn_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "signer", lambda _: SimpleNamespace(public_key=_PUBLIC))
    output = Output(as_json=False, console=Console(width=80, highlight=False))
    with output.console.capture() as captured:
        chains.key(SimpleNamespace(output=lambda _: ARN), output, out=None)  # type: ignore[arg-type]

    lines = captured.get().splitlines()
    assert f"seals/keys/{hashlib.sha256(_PUBLIC).hexdigest()}.pem" in lines
    assert f"by {ARN}" in lines
