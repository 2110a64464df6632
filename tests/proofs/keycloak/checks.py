"""Checks of sign-in against Keycloak: one table, in the order that they run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from claimtrail.access.roles import JobRole
from claimtrail.access.sessions import SessionEnd, SessionEndedError
from claimtrail.access.sign_in.errors import SignInError, SignInFailure
from claimtrail.access.sign_in.protocol import digest_of
from claimtrail.trail.access_log import Purpose
from tests.harness.access.sign_in import asked_of
from tests.proofs.keycloak.stage import OIDC, SAML, KeycloakStage

BOTH = (OIDC, SAML)
_INVALID = "Invalid SAML response received"
_WRAPPED = (
    '<saml:Assertion ID="_evil" Version="2.0"><saml:Subject><saml:NameID>morgan</saml:NameID>'
    "</saml:Subject></saml:Assertion>"
)
_FORGERIES = (
    ("ct-billers", "ct-managers"),
    (r"(?s)<dsig:Signature .*?</dsig:Signature>", ""),
    # Another assertion before the signed one: signature wrapping.
    (r"(?s)(<saml:Assertion .*</saml:Assertion>)", _WRAPPED + r"\1"),
)
Check = Callable[[KeycloakStage], None]


@contextmanager
def refused(failure: SignInFailure, detail: str = "") -> Iterator[None]:
    """Expect that nobody is signed in, for this reason."""
    with pytest.raises(SignInError) as raised:
        yield
    found = raised.value.failure, raised.value.detail
    assert found == (failure, detail or found[1]), found


def _never_comes_back(stage: KeycloakStage, provider: str, user: str, reason: str) -> None:
    begun = stage.begin(provider)
    with pytest.raises(AssertionError, match=reason):
        stage.came_back(begun, user)


def groups_add_up(stage: KeycloakStage) -> None:
    """Roles, facilities, payers and queues come from several groups of one person."""
    for provider in BOTH:
        person = stage.sign_in(provider, "dana").person
        assert person.id == "dana", person
        assert person.roles == {JobRole.BILLER}, person
        assert person.facilities == {"1234567893"}, person
        assert person.payers == {"elm-mutual"}, person
        assert person.queues == {"queue:claims-follow-up", "queue:nights"}, person
        assert stage.sign_in(provider, "morgan").person.roles == {JobRole.MANAGER}


def nobody_without_a_role(stage: KeycloakStage) -> None:
    """A person whose groups give nothing is known, and not signed in."""
    for provider in BOTH:
        with refused(SignInFailure.NO_ROLE):
            stage.sign_in(provider, "guest")


def forged_and_replayed_states(stage: KeycloakStage) -> None:
    """A state is good once, in its browser, with its own code."""
    for provider in BOTH:
        begun, other = stage.begin(provider), stage.begin(provider)
        query = stage.came_back(begun, "dana")
        with refused(SignInFailure.NOT_BEGUN):
            stage.complete({**query, "state": "forged"}, begun.browser)
        # The code of one sign-in under the state of another: its verifier is another one.
        with refused(SignInFailure.CODE_REFUSED, "invalid_grant"):
            stage.complete({**query, "state": asked_of(other)["state"]}, other.browser)
        begun = stage.begin(provider)
        query = stage.came_back(begun, "dana")
        stage.complete(query, begun.browser)
        with refused(SignInFailure.NOT_BEGUN):
            stage.complete(query, begun.browser)
        begun = stage.begin(provider)
        query = stage.came_back(begun, "dana")
        with refused(SignInFailure.OTHER_BROWSER):
            stage.complete(query, other.browser)


def wrong_nonces(stage: KeycloakStage) -> None:
    """A token that was asked for by another sign-in is not believed."""
    for provider in BOTH:
        begun = stage.begin(provider)
        under_way = stage.transactions.under_way
        key = digest_of(asked_of(begun)["state"])
        under_way[key] = under_way[key].model_copy(update={"nonce": "another"})
        query = stage.came_back(begun, "dana")
        with refused(SignInFailure.TOKEN_INVALID, "nonce"):
            stage.complete(query, begun.browser)


def late_sign_ins(stage: KeycloakStage) -> None:
    """A sign-in that took too long is over, and so is a token that is out of date."""
    for provider, late, failure, detail in (
        (OIDC, timedelta(minutes=11), SignInFailure.EXPIRED, ""),
        (SAML, timedelta(minutes=11), SignInFailure.EXPIRED, ""),
        (OIDC, timedelta(minutes=8), SignInFailure.TOKEN_INVALID, "exp"),
        (SAML, timedelta(minutes=8), SignInFailure.TOKEN_INVALID, "exp"),
    ):
        begun = stage.begin(provider)
        query = stage.came_back(begun, "dana")
        stage.clock.ahead = late
        try:
            with refused(failure, detail):
                stage.complete(query, begun.browser)
        finally:
            stage.clock.ahead = timedelta()


def forged_assertions(stage: KeycloakStage) -> None:
    """An assertion that was changed on its way signs nobody in as somebody else."""
    for forged in _FORGERIES:
        begun, stayed = stage.begin(SAML), ""
        try:
            query = stage.came_back(begun, "dana", forged)
        except AssertionError as error:
            stayed = str(error)
        else:
            # What was signed is what is read: an assertion around it changes nothing.
            person = stage.complete(query, begun.browser).person
            assert (person.id, person.roles) == ("dana", {JobRole.BILLER}), person
        assert not stayed or _INVALID in stayed, stayed


def rotated_keys(stage: KeycloakStage) -> None:
    """By OIDC sign-in goes on; by SAML the new certificate has to be in the pool's metadata."""
    stage.keycloak.rotate_keys()
    assert stage.sign_in(OIDC, "dana").person.id == "dana"
    _never_comes_back(stage, SAML, "dana", _INVALID)
    stage.renew_metadata()
    assert stage.sign_in(SAML, "dana").person.id == "dana"


def revoked_people(stage: KeycloakStage) -> None:
    """A closed account lets nobody in again, and revocation ends the sessions that were open."""
    person = stage.sign_in(OIDC, "dana").person
    token, _ = stage.sessions.open(person, purpose=Purpose.PAYMENT)
    stage.keycloak.set_enabled("dana", is_enabled=False)
    try:
        for provider in BOTH:
            _never_comes_back(stage, provider, "dana", "still at")
        assert stage.sessions.resume(token).person_id == "dana"
        stage.sessions.revoke_all("dana")
        with pytest.raises(SessionEndedError) as ended:
            stage.sessions.resume(token)
        assert ended.value.end is SessionEnd.REVOKED
    finally:
        stage.keycloak.set_enabled("dana", is_enabled=True)


def stopped_provider(stage: KeycloakStage) -> None:
    """While the provider is down, who is signed in works on; it comes last."""
    person = stage.sign_in(SAML, "dana").person
    token, _ = stage.sessions.open(person, purpose=Purpose.PAYMENT)
    stage.stop_keycloak()
    assert not stage.keycloak.answers
    assert stage.sessions.resume(token).person_id == "dana"
    # The pages still send people there; what they see is the provider's, or their browser's.
    assert stage.begin(SAML).redirect_url.startswith(stage.pool.settings.authorize_url)


CHECKS: tuple[Check, ...] = (
    groups_add_up,
    nobody_without_a_role,
    forged_and_replayed_states,
    wrong_nonces,
    late_sign_ins,
    forged_assertions,
    rotated_keys,
    revoked_people,
    stopped_provider,
)
