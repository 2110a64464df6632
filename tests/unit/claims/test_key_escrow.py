"""The claim key leaves the stage for two people together, and comes back by both alone."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from claimtrail.claims.key_escrow import (
    EscrowError,
    fingerprint_of,
    open_claim_key,
    recipients_of,
    seal_claim_key,
)

SECRET = b"q" * 30 + b"Z7" * 17
PASSPHRASE = b"only ana knows"


class Person:
    """Somebody with a key pair."""

    def __init__(self, passphrase: bytes | None = None, bits: int = 2048) -> None:
        key = rsa.generate_private_key(65537, bits)
        sealing = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
        self.private = (
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealing),
            passphrase,
        )
        self.public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture(scope="module")
def people() -> tuple[Person, Person, Person]:
    return Person(PASSPHRASE), Person(), Person()


def test_both_people_together_open_what_was_sealed(
    people: tuple[Person, Person, Person],
) -> None:
    ana, ben, _ = people
    escrow = seal_claim_key(SECRET, [ana.public, ben.public], stage="prod")

    assert open_claim_key(escrow, [ben.private, ana.private]) == SECRET
    assert SECRET.decode() not in escrow
    assert json.loads(escrow)["secret_fingerprint"] == fingerprint_of(SECRET)
    assert len(set(recipients_of(escrow))) == 2


def test_one_person_alone_or_a_stranger_opens_nothing(
    people: tuple[Person, Person, Person],
) -> None:
    ana, ben, eve = people
    escrow = seal_claim_key(SECRET, [ana.public, ben.public], stage="prod")

    for keys in ([ana.private, ana.private], [ana.private, eve.private]):
        with pytest.raises(EscrowError, match="ESCROW_REFUSED"):
            open_claim_key(escrow, keys)
    with pytest.raises(EscrowError, match="passphrase"):
        open_claim_key(escrow, [(ana.private[0], b"wrong"), ben.private])


def test_an_escrow_that_was_changed_is_refused(people: tuple[Person, Person, Person]) -> None:
    ana, ben, _ = people
    value = json.loads(seal_claim_key(SECRET, [ana.public, ben.public], stage="prod"))
    other = json.loads(seal_claim_key(b"x" * 64, [ana.public, ben.public], stage="prod"))
    value["parts"][0] = other["parts"][0]

    for text in (json.dumps(value), "{}", "no JSON", json.dumps(value | {"schema_version": 9})):
        with pytest.raises(EscrowError, match="ESCROW_REFUSED"):
            open_claim_key(text, [ana.private, ben.private])


def test_a_weak_key_or_another_kind_is_refused(people: tuple[Person, Person, Person]) -> None:
    weak = Person(bits=1024).public
    curve = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    for key in (weak, curve, b"no PEM"):
        with pytest.raises(EscrowError, match="ESCROW_REFUSED"):
            seal_claim_key(SECRET, [key, people[0].public], stage="prod")
