"""Commands that end access, which reach the account of the person's own directory."""

from collections.abc import Callable

import pytest

from claimtrail.access.outputs import AccessOutput
from claimtrail.access.people.service import PeopleService
from claimtrail.access.sign_in.model import ProviderChoice, dump_directories
from claimtrail.aws.core.account.outputs import SharedOutput
from claimtrail.bootstrap.access import people as on_aws
from claimtrail.cli.access.people import people_of
from claimtrail.cli.access.reviews import reviews_of
from claimtrail.cli.core.stage import Stage
from claimtrail.tickets.outputs import TicketOutput
from tests.harness.access.fake_pool import FakePool, of, user

pytestmark = pytest.mark.capability("C5.8")

PROVIDERS = (
    ProviderChoice(name="home", title="Home"),
    ProviderChoice(name="agency", title="Agency", directory="agency"),
)
OUTPUTS: dict[str, str] = {
    SharedOutput.OPERATIONS_TABLE: "operations",
    SharedOutput.EVENT_BUS: "bus",
    TicketOutput.TICKET_TABLE: "tickets",
    AccessOutput.USER_POOL: "pool",
    AccessOutput.DIRECTORIES: dump_directories(PROVIDERS),
}


@pytest.mark.parametrize("made", [people_of, lambda stage: reviews_of(stage).people])
def test_the_account_that_ends_is_that_of_the_person_s_own_directory(
    monkeypatch: pytest.MonkeyPatch, made: Callable[[Stage], PeopleService]
) -> None:
    pool = FakePool(
        user("home_1", preferred_username="dana", identities=of("home")),
        user("agency_7", preferred_username="dana", identities=of("agency")),
    )
    monkeypatch.setattr(on_aws, "client", {"cognito-idp": pool}.get)
    for part in ("publisher", "access_work"):
        monkeypatch.setattr(on_aws, part, lambda *_, **__: None)

    made(Stage("prod", OUTPUTS)).directory.disable("agency/dana")

    assert pool.signed_out == ["agency_7"]
    assert [one["Enabled"] for one in pool.users.values()] == [True, False]
