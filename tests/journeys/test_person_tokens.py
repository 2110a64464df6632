"""People at the command line of the deployed stage: API Gateway takes their tokens, and no others.

`claimtrail sign-in` gets the token: authorization code with PKCE, from the identity provider
through the user pool.
"""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from claimtrail.access.outputs import AccessOutput
from claimtrail.access.roles import JobRole
from claimtrail.kernel.clock import utc_now
from tests.harness.days.day_claims import DayClaims
from tests.harness.eventually import eventually
from tests.harness.files.own_claims import SURNAME
from tests.harness.remote.deployed_person import DeployedPerson, person_at_the_command_line
from tests.harness.stage.deployed import Deployed

pytestmark = pytest.mark.capability("C1.6", "C8.8")


def test_a_person_works_by_commands_with_the_roles_of_the_provider(
    deployed: Deployed, day_claims: DayClaims, tmp_path: Path
) -> None:
    denied = day_claims.denied
    with person_at_the_command_line(deployed, JobRole.BILLER, tmp_path) as biller:
        assert "Signed in at stage local" in biller.sign_in()

        listed = json.loads(biller.types("claims", "--state", "denied", "--json"))["claims"]
        found = json.loads(biller.types("search", denied.patient_control_number, "--json"))
        shown = biller.types("claim", denied.patient_control_number)

        assert denied.claim_id in {one["claim_id"] for one in listed}
        assert [one["claim_id"] for one in found["claims"]] == [denied.claim_id]
        assert SURNAME in shown.upper()
        # Beyond the role: the biller follows no trail, and ends no session of others.
        refused = biller.call("/trail", biller.kept.access_token)
        assert (refused.status_code, refused.json()["code"]) == (403, "NOT_PERMITTED")

        asked = ("tickets", "new", "patient_billing/dispute", "--title", "Balance is disputed")
        [ticket_id] = _ids(biller.types(*asked, "--meta", "amount=137.25"), "tkt_")
        why = ("--why", "the caller asks for a bill")
        biller.types("tickets", "hold", ticket_id, "--for", "patient", *why)
        biller.types("tickets", "comment", ticket_id, "--note", "We sent a bill", "--external")
        ticket = json.loads(biller.types("tickets", "show", ticket_id, "--json"))
        assert ticket["head"]["status"] == "on hold (patient)"
        assert {one["by"] for one in ticket["history"][-2:]} == {f"user:{biller.known.user}"}
        assert ticket["history"][-1]["visibility"] == "external"

        _requires_tokens_of_the_stage(deployed, biller)
        biller.types("tickets", "cancel", ticket_id, *why)


def _requires_tokens_of_the_stage(deployed: Deployed, person: DeployedPerson) -> None:
    """Require that a token is refused which is foreign, changed, of another use, or expired."""
    token = person.kept.access_token
    header, body, signature = token.split(".")
    another = _part(_claims(token) | {"username": "ada.lindqvist"})
    foreign = {
        "signed by somebody else": f"{header}.{body}.{_signature(f'{header}.{body}')}",
        "without a signature": f"{_part({'alg': 'none'})}.{body}.",
        "of another person": f"{header}.{another}.{signature}",
        "no token": "guessed",
    }
    assert person.call("/claims?rows=1", token).status_code == 200
    for what, one in foreign.items():
        assert person.call("/claims?rows=1", one).status_code == 401, what

    assert person.call("/claims?rows=1", _short_lived(deployed, person)).status_code == 401


def _short_lived(deployed: Deployed, person: DeployedPerson) -> str:
    """Return a token of the person that has expired: the client's last a second, for once."""
    cognito, pool = deployed.client("cognito-idp"), deployed.bucket(AccessOutput.USER_POOL)
    named = {"UserPoolId": pool, "ClientId": person.kept.client_id}
    known = cognito.describe_user_pool_client(**named)["UserPoolClient"]
    before = {name: known[name] for name in ("AccessTokenValidity", "TokenValidityUnits")}
    units = {**before["TokenValidityUnits"], "AccessToken": "seconds"}
    cognito.update_user_pool_client(**named, AccessTokenValidity=1, TokenValidityUnits=units)
    try:
        token = person.next_token()
    finally:
        cognito.update_user_pool_client(**named, **before)
    eventually(lambda: utc_now().timestamp() > _claims(token)["exp"] + 1)
    return token


def _claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def _part(document: dict[str, Any]) -> str:
    return _text(json.dumps(document).encode())


def _signature(signed: str) -> str:
    """Return a signature by a key that is not the user pool's."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return _text(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _ids(text: str, prefix: str) -> set[str]:
    return {word.strip("`.") for word in text.split() if word.startswith(prefix)}
