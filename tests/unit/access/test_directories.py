"""Directories: a user pool's people with their groups, and people as they signed in."""

from datetime import UTC, date, datetime

import pytest

from claimtrail.access.people.model import DirectoryPerson, EndCause, KnownPerson
from claimtrail.access.roles import JobRole
from claimtrail.access.sign_in.model import ProviderChoice
from claimtrail.access.sign_in.people import GroupRights, People
from claimtrail.aws.access.directory import CognitoDirectory, SignInDirectory
from tests.harness.access.fake_pool import FakePool, of, user

pytestmark = pytest.mark.capability("C5.8")

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


HOME = ProviderChoice(name="home", title="Home")
AGENCY = ProviderChoice(name="agency", title="Agency", directory="agency")
PEOPLE = People(
    group=(
        GroupRights(
            name="ct-billers", roles=frozenset({JobRole.BILLER}), payers=frozenset({"elm"})
        ),
        GroupRights(name="callers", directory="agency", roles=frozenset({JobRole.SUPPORT_1})),
    )
)


@pytest.fixture
def pool() -> FakePool:
    return FakePool(
        user(
            "home_1",
            preferred_username="dana",
            identities=of("home"),
            groups="[ct-billers,wiki]",
            department="Billing",
            manager="kim",
            contract_ends_on="2026-12-31",
        ),
        user("lee", is_enabled=False, contract_ends_on="next year"),
        user("agency_7", preferred_username="dana", identities=of("agency"), groups="callers"),
    )


def directory_of(pool: FakePool) -> CognitoDirectory:
    return CognitoDirectory(pool, "pool", providers=(HOME, AGENCY), people=PEOPLE)


def test_everybody_of_the_pool_is_listed_page_by_page_with_the_rights_of_their_groups(
    pool: FakePool,
) -> None:
    assert list(directory_of(pool).people()) == [
        DirectoryPerson(
            person_id="dana",
            is_enabled=True,
            groups=frozenset({"ct-billers", "wiki"}),
            roles=frozenset({JobRole.BILLER}),
            payers=frozenset({"elm"}),
            department="Billing",
            manager_id="kim",
            contract_ends_on=date(2026, 12, 31),
        ),
        DirectoryPerson(person_id="lee", is_enabled=False),
        DirectoryPerson(
            person_id="agency/dana",
            is_enabled=True,
            groups=frozenset({"callers"}),
            roles=frozenset({JobRole.SUPPORT_1}),
        ),
    ]


def test_a_person_is_disabled_and_enabled_under_the_pools_own_name(pool: FakePool) -> None:
    directory = directory_of(pool)

    directory.disable("dana")
    is_disabled = not pool.users["home_1"]["Enabled"]
    directory.enable("dana")

    assert is_disabled
    assert pool.signed_out == ["home_1"]
    assert pool.users["home_1"]["Enabled"]


def test_a_namesake_of_another_directory_stays_enabled(pool: FakePool) -> None:
    directory_of(pool).disable("agency/dana")

    assert pool.signed_out == ["agency_7"]
    assert pool.users["home_1"]["Enabled"]


def test_who_has_no_name_in_the_pool_is_known_and_disabled_by_the_id_at_the_provider() -> None:
    pool = FakePool(
        user("home_dana", identities=of("home", "dana")),
        user("agency_dana", identities=of("agency", "dana")),
    )
    directory = directory_of(pool)

    directory.disable("agency/dana")

    assert [one.person_id for one in directory.people()] == ["dana", "agency/dana"]
    assert [name for name, one in pool.users.items() if not one["Enabled"]] == ["agency_dana"]
    directory.disable("dana")
    assert pool.signed_out == ["agency_dana", "home_dana"]


def test_a_person_whom_the_pool_does_not_know_stays_unknown(pool: FakePool) -> None:
    directory = directory_of(pool)

    directory.disable("nobody")
    directory.enable("nobody")

    assert pool.signed_out == []


def test_people_who_signed_in_are_a_directory_of_their_own() -> None:
    dana = KnownPerson(
        person_id="dana", roles=(JobRole.BILLER,), first_seen_at=NOW, last_sign_in_at=NOW
    )
    lee = KnownPerson(person_id="lee", first_seen_at=NOW).ended(
        EndCause.LEFT, at=NOW, by="user:ada"
    )

    directory = SignInDirectory(lambda: [dana, lee])

    assert list(directory.people()) == [
        DirectoryPerson(
            person_id="dana",
            is_enabled=True,
            groups=frozenset({"biller"}),
            last_sign_in_at=NOW,
        ),
        DirectoryPerson(person_id="lee", is_enabled=False),
    ]
