"""The stores of pages as twins: a month of files taken in and folded, and tickets of one's own."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from claimtrail.access.access_work import AccessWork
from claimtrail.access.break_glass.reviews import GlassReviews
from claimtrail.access.break_glass.service import GlassService
from claimtrail.access.front.origin import SecretOrigin
from claimtrail.access.people.service import PeopleService
from claimtrail.access.restrictions.model import ClaimRestrictions, RestrictionEntry
from claimtrail.access.restrictions.service import RestrictionService
from claimtrail.access.reviews.service import ReviewService
from claimtrail.access.scim.entrance import ScimEntrance
from claimtrail.access.scim.handler import ScimHandler
from claimtrail.access.sessions import SessionService
from claimtrail.access.subjects import AccessRestriction
from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.figures.keeping import ChangedSubjects, FigureKeeper
from claimtrail.analytics.figures.reading import StageFigures
from claimtrail.bootstrap.tickets.desk import DeskStores
from claimtrail.bootstrap.web import WebStores
from claimtrail.claims.lifecycle.write_off_limits import WriteOffLimits
from claimtrail.exports.service import ExportService
from claimtrail.intake.release.service import HeldFiles
from claimtrail.partners.profile import with_synthetic
from claimtrail.tickets.attachments.scanners import SignatureScanner
from claimtrail.tickets.attachments.service import AttachmentService
from claimtrail.tickets.originals import TicketTexts
from claimtrail.tickets.routing.in_force import decided_by, sets_of
from claimtrail.tickets.routing.moves import OpenTicketRouting
from claimtrail.tickets.routing.rule_changes import RuleChanges
from claimtrail.tickets.routing.service import RoutingService
from claimtrail.tickets.service import TicketService
from claimtrail.tickets.sla.tables import clock_tables
from claimtrail.trail.access_index.model import accesses_in
from claimtrail.trail.datasets.rows import ACCESS_LOG
from claimtrail.trail.verification.copies import MemoryCopy
from claimtrail.trail.verification.days import TrailDays
from claimtrail.vendors.service import VendorDesk
from claimtrail.vendors.tables import vendors
from tests.harness.access.sign_in import SignInBench
from tests.harness.intake.intake_fixture import KEY, IntakeFixture, demo_partners
from tests.harness.intake.traced import BucketArchive, taken_in
from tests.twins.access import (
    MemoryDirectory,
    MemoryGlassBreakStore,
    MemoryGroupStore,
    MemoryPeopleStore,
    MemoryReviewStore,
)
from tests.twins.attachments import MemoryAttachmentFiles, MemoryAttachmentStore
from tests.twins.claims.memory import Kept
from tests.twins.escalations import MemoryEscalationStore
from tests.twins.exports import MemoryExportQueue, MemoryExportStore, MemoryResultFiles
from tests.twins.figures import MemoryCurrentClaims, MemoryFigureStore
from tests.twins.holds import MemoryHoldStore
from tests.twins.idempotency import MemoryIdempotencyStore
from tests.twins.incidents import MemoryIncidentStore
from tests.twins.kernel import MemoryPublisher
from tests.twins.notices import MemoryNoticePreferences
from tests.twins.restrictions import MemoryRestrictionStore
from tests.twins.routing import MemoryDeskStore, MemoryRuleStore
from tests.twins.saved_views import MemorySavedViewStore
from tests.twins.sessions import MemorySessionStore
from tests.twins.tickets import MemoryOriginalTexts, MemoryTicketStore
from tests.twins.trail import (
    MemoryAccessIndex,
    MemoryChainStore,
    MemoryDayVerificationStore,
    MemoryRowSink,
)
from tests.twins.vendors import MemoryLetterArchive

SCIM_TOKEN = "token-of-the-feed"
"""The bearer token of the leaver feed in tests."""
MORNING = datetime(2026, 11, 9, 14, 30, tzinfo=UTC)
"""The time of tests: two days after the month's last file."""


@dataclass
class Watch:
    """A clock that a test moves on."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


@dataclass
class PageStores:
    """The twins behind the pages of one test; the month of files is shared and only read."""

    intake: IntakeFixture = field(default_factory=taken_in)
    watch: Watch = field(default_factory=Watch)
    limits: WriteOffLimits = ()
    has_four_eyes: bool = False

    def __post_init__(self) -> None:
        self.rows = MemoryRowSink()
        self.accesses = MemoryAccessIndex()
        self.trail = MemoryChainStore()
        self.holds = MemoryHoldStore()
        self.attachments = MemoryAttachmentStore()
        self.attached_files = MemoryAttachmentFiles()
        self.letters = MemoryLetterArchive()
        self.notice_wishes = MemoryNoticePreferences()
        self.rules = MemoryRuleStore()
        self.tickets = MemoryTicketStore()
        self.originals = MemoryOriginalTexts()
        self.incidents = MemoryIncidentStore()
        self.saved_views = MemorySavedViewStore()
        self.idempotency = MemoryIdempotencyStore()
        self.publisher = MemoryPublisher()
        self.escalations = MemoryEscalationStore()
        self.people_store = MemoryPeopleStore()
        self.directory = MemoryDirectory()
        self.reviews_store = MemoryReviewStore()
        self.scim_groups = MemoryGroupStore()
        session_store = MemorySessionStore()
        self.people = PeopleService(
            store=self.people_store,
            sessions=session_store,
            directory=self.directory,
            publisher=self.publisher,
            clock=self.watch,
        )
        self.sessions = SessionService(
            store=session_store, clock=self.watch, uses=self.people.last_use
        )
        self.scim_log: list[tuple[str, str, int]] = []
        self.restricted = MemoryRestrictionStore()
        self.glass_breaks = MemoryGlassBreakStore()
        self.restrictions = RestrictionService(
            store=self.restricted,
            claims=self.intake.claims,
            publisher=self.publisher,
            clock=self.watch,
        )
        self.sign_in = SignInBench(clock=self.watch)
        work = AccessWork(tickets=TicketService(self.tickets, self.publisher))
        self.reviews = ReviewService(
            store=self.reviews_store,
            people=self.people,
            publisher=self.publisher,
            clock=self.watch,
            work=work,
        )
        self.figures = MemoryFigureStore(clock=self.watch)
        self.count()
        self.exports = MemoryExportStore()
        self.export_queue = MemoryExportQueue()
        self.export_files = MemoryResultFiles()
        self.stores = WebStores(
            stage="local",
            organization_id=KEY.organization_id,
            claims=self.intake.claims,
            tickets=self.tickets,
            originals=self.originals,
            ticket_members=self.tickets.beside,
            escalations=self.escalations,
            files=self.intake.files,
            payments=self.intake.payments,
            archive=BucketArchive(self.intake.archive),
            held_files=HeldFiles(
                files=self.intake.files,
                archive=self.intake.archive,
                quarantine=self.intake.quarantine,
            ),
            inbox=self.intake.inbox,
            ingest_queue=self.intake.queue,
            incidents=self.incidents,
            figures=StageFigures(store=self.figures, today=self.today),
            saved_views=self.saved_views,
            idempotency=self.idempotency,
            publisher=self.publisher,
            row_sink=self.rows,
            accesses=self.accesses,
            trail=TrailDays(copy=MemoryCopy(self.trail.objects), datasets=tuple(DATASETS)),
            day_verifications=MemoryDayVerificationStore(),
            holds=self.holds,
            exports=ExportService(
                store=self.exports,
                queue=self.export_queue,
                files=self.export_files,
                clock=self.watch,
            ),
            sessions=self.sessions,
            restrictions=self.restrictions,
            glass=GlassService(
                store=self.glass_breaks,
                sessions=self.sessions,
                rows=self.rows,
                publisher=self.publisher,
                clock=self.watch,
            ),
            glass_reviews=GlassReviews(
                store=self.glass_breaks, publisher=self.publisher, clock=self.watch, work=work
            ),
            reviews=self.reviews,
            open_desk=self.open_desk,
            open_scim=lambda: ScimEntrance(
                handler=ScimHandler(
                    people=self.people,
                    groups=self.scim_groups,
                    base=self.sign_in.service.settings.pages_url,
                ),
                tokens=SecretOrigin(lambda: frozenset({SCIM_TOKEN}), self.watch),
                limiter=self.sign_in.service.limiter,
                limit=self.sign_in.service.settings.limits.per_caller,
                clock=self.watch,
                log=lambda *answered: self.scim_log.append(answered),
            ),
            open_sign_in=lambda: self.sign_in.service,
            partners=with_synthetic(demo_partners()),
            secret=lambda: KEY.secret,
            clock=self.watch,
            write_off_limits=self.limits,
        )

    def open_desk(self, tickets: TicketService, texts: TicketTexts) -> DeskStores:
        """The working set of the desk's pages, as twins; files are scanned as on a laptop."""
        return DeskStores(
            attachments=AttachmentService(
                store=self.attachments,
                files=self.attached_files,
                tickets=tickets,
                clock=self.watch,
                guard=texts.guard,
                scanner=SignatureScanner(),
                read_text=texts.attached,
            ),
            vendors=VendorDesk(
                tickets=tickets,
                letters=self.letters,
                vendors=vendors(),
                calendars=clock_tables().calendars,
                texts=texts,
            ),
            notices=self.notice_wishes,
            rules=RuleChanges(
                store=self.rules,
                publisher=self.publisher,
                clock=self.watch,
                has_four_eyes=self.has_four_eyes,
            ),
            open_routing=OpenTicketRouting(
                routing=RoutingService(
                    tickets=self.tickets,
                    desk=MemoryDeskStore(),
                    rules_at=lambda at: decided_by(sets_of(self.rules), at=at),
                    publisher=self.publisher,
                    clock=self.watch,
                )
            ),
        )

    def record_accesses(self) -> None:
        """Take what was looked at into the index, as the trail's recorder does."""
        self.accesses.add(accesses_in(self.rows.rows.get(ACCESS_LOG.name, ())))  # type: ignore[arg-type]

    def restrict(self, claim_id: str, kind: AccessRestriction) -> None:
        """Close a claim beyond roles, as a manager would."""
        entry = RestrictionEntry(
            restriction=kind, action="set", by="user:mo", at=self.watch.now, why="as asked for"
        )
        assert self.restricted.save(ClaimRestrictions(claim_id=claim_id, history=(entry,)))

    def today(self) -> date:
        """The day of the test's clock."""
        return self.watch.now.date()

    def count(self) -> None:
        """Count every claim and ticket, as the queue of what changed has them counted."""
        claims = MemoryCurrentClaims(self.intake.claims)
        keeper = FigureKeeper(store=self.figures, claims=claims, tickets=self.tickets)
        keeper.count(
            ChangedSubjects(
                claim_ids=frozenset(self.intake.claims.owners_of(Kept.CHANGE)),
                ticket_ids=frozenset(
                    ticket.ticket_id for ticket in self.tickets.list_open(limit=10_000)
                ),
            )
        )
