"""This tree can be deployed over the last release: nothing that holds data is replaced."""

from itertools import pairwise

import pytest

from claimtrail.bootstrap.stacks import STACK_NAMES, stack_name
from infra.upgrades.assembly import read_release
from infra.upgrades.behavior import specified
from infra.upgrades.check import findings
from infra.upgrades.model import Finding
from tests.harness.templates.releases import MOST_BYTES, RELEASES, kept, last_release
from tests.harness.templates.templates import Synthesized

_HASH = 8
"""Letters that the CDK adds to a logical id."""
ACCEPTED: dict[str, str] = {}
"""Place to the reason for which a finding there is meant; a release empties it."""

_RUN = "the next run of its function does what a lost tick would have done"
_LOG = "the log of a function that goes as well"
_FIGURES = "`claimtrail figures rebuild` counts them again after the next upgrade"
_ROUTING = "a ticket is routed again when its facts change, or by `claimtrail tickets route`"
_ATTACHED = "attached again, the same bytes are looked at again"
_CLOCKS = "clocks are read from the history: the next upgrade calls for them again"
_NOTICES = "tickets show what is due; the ways of notices are entered again"
_PAGES = "the pages go as well, and keep nothing of their own"
GONE_ON_THE_WAY_BACK = {
    "ExportsBucket": "files of exports are copies: who asked for one asks again",
    "AttachmentsBucket": "its policy keeps what is in it; people attach again what they still have",
    "AttachmentWorkerQueue": _ATTACHED,
    "AttachmentWorkerDeadLetters": _ATTACHED,
    "AlertsScheduleDeadLetters": _RUN,
    "ExpiryScheduleDeadLetters": _RUN,
    "ExpireTicketsLog": _LOG,
    "ScreenAttachmentLog": _LOG,
    "SignInPool": f"people stand at the organization's identity provider: {_PAGES}",
    "SignInPoolDomain": _PAGES,
    "SignInPoolApi": _PAGES,
    "LeaverFeedSecret": f"a new token is entered at the provider: {_PAGES}",
    "SignInPoolMachinewarehouse": "programs of the embedded cloud alone",
    "SignInPoolMachinefollowup": "programs of the embedded cloud alone",
    "FiguresWorkerQueue": _FIGURES,
    "FiguresWorkerDeadLetters": _FIGURES,
    "RoutingWorkerQueue": _ROUTING,
    "ClocksWorkerQueue": _CLOCKS,
    "ClocksWorkerDeadLetters": _CLOCKS,
    "ClocksScheduleDeadLetters": _RUN,
    "NoticesWorkerQueue": _NOTICES,
    "NoticesWorkerDeadLetters": _NOTICES,
    "NoticesScheduleDeadLetters": _RUN,
    "NoticeChannelsSecret": _NOTICES,
    "FireClocksLog": _LOG,
    "NotifyPeopleLog": _LOG,
    "RoutingWorkerDeadLetters": _ROUTING,
    "RoutingScheduleDeadLetters": _RUN,
    "TicketsScheduleDeadLetters": _RUN,
    "ReconciliationScheduleDeadLetters": _RUN,
    "AccessReviewsScheduleDeadLetters": _RUN,
    "IdentityProvidersScheduleDeadLetters": _RUN,
    "KeepFiguresLog": _LOG,
    "ReconcileFiguresLog": _LOG,
    "ReviewAccessLog": _LOG,
    "RouteTicketsLog": _LOG,
    "CheckIdentityProvidersLog": _LOG,
}
"""Logical id, without its hash, of what is new here to the reason for which it may go."""


@pytest.mark.parametrize("name", ["prod", "local"])
def test_the_last_release_can_be_upgraded_to_this_tree(
    name: str, prod: Synthesized, local: Synthesized
) -> None:
    synthesized = {"prod": prod, "local": local}[name]

    found = findings(read_release(kept(name)), read_release(synthesized.folder), specified())

    left = [str(one.explanation()) for one in found if one.where not in ACCEPTED]
    assert left == [], f"against {last_release()}: docs/upgrades.md says what to do"


def test_kept_releases_are_small() -> None:
    archives = list(RELEASES.glob("*/*.tar.xz"))
    assert {path.name for path in archives} == {"prod.tar.xz", "local.tar.xz"}
    assert sum(path.stat().st_size for path in archives) < MOST_BYTES


def test_stacks_lock_nothing_of_one_another(stage: Synthesized) -> None:
    """An export that is imported can neither change nor go."""
    release = read_release(stage.folder)
    reads = {read for one in release.stacks.values() for read in one.reads}

    assert reads
    assert {read.export for read in reads} == {None}


def test_readers_of_records_are_deployed_before_their_writers(stage: Synthesized) -> None:
    release = read_release(stage.folder)
    names = [stack_name(stage.stage, name) for name in STACK_NAMES]

    for before, after in pairwise(names):
        assert before in release.stacks[after].dependencies
    places = {name: place for place, name in enumerate(STACK_NAMES)}
    # Rows: recorded and compacted before they are published; facts: folded before they are written.
    assert places["audit"] < places["analytics"] < places["workflow"] < places["intake"]


def test_types_that_hold_data_are_known_as_such(prod: Synthesized) -> None:
    known = specified()
    types = {
        body["Type"]
        for stack in read_release(prod.folder).stacks.values()
        for body in stack.resources.values()
        if body.get("DeletionPolicy", "").startswith("Retain")
    }

    assert types
    assert {type_ for type_ in types if not known.of(type_).is_stateful} == set()


def test_a_function_is_updated_after_those_that_read_what_it_writes(local: Synthesized) -> None:
    functions = {body.handler: body for body in local.resources("AWS::Lambda::Function")}

    def before(name: str) -> set[str]:
        waits = set(functions[name].body.get("DependsOn", ()))
        return {other for other, body in functions.items() if body.logical_id in waits}

    assert before("queue_arrival") == {"receive_file"}
    assert before("receive_file") == {"ingest_transactions"}
    assert "publish_changes" in before("project_claims")
    assert before("publish_changes") == {"keep_figures"}
    assert before("ingest_transactions") == set()


@pytest.mark.parametrize("name", ["prod", "local"])
def test_the_last_release_can_be_deployed_again_over_this_tree(
    name: str, prod: Synthesized, local: Synthesized
) -> None:
    """The way back, as far as CloudFormation is concerned.

    A stack that the last release lacks stays deployed as it is, and the CDK touches nothing in it.
    """
    synthesized = {"prod": prod, "local": local}[name]
    this, last = read_release(synthesized.folder), read_release(kept(name))
    stays = this.stacks.keys() - last.stacks.keys()

    found = findings(this, last, specified())

    left = [
        one for one in found if one.where.partition("/")[0] not in stays and not _may_go_first(one)
    ]
    assert [f"{one.code} {one.subject}" for one in left] == []


def _may_go_first(one: Finding) -> bool:
    """Return whether a finding is of what is new here, and lost without harm."""
    is_gone = one.code in {"READ_RESOURCE_REMOVED", "STATEFUL_REMOVED"}
    return is_gone and one.subject[:-_HASH] in GONE_ON_THE_WAY_BACK
