"""The stores of pages: those of every noun, by the names of a stage's resources."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Protocol

from claimtrail.access.break_glass.reviews import GlassReviews
from claimtrail.access.break_glass.service import REVIEW_DAYS, GlassService
from claimtrail.access.idempotency import IdempotencyStore
from claimtrail.access.people.service import PeopleService
from claimtrail.access.restrictions.model import sensitive_claim
from claimtrail.access.restrictions.service import RestrictionService
from claimtrail.access.reviews.service import ReviewService
from claimtrail.access.saved_views import SavedViewStore
from claimtrail.access.scim.entrance import ScimEntrance
from claimtrail.access.sessions import GLASS_MINUTES, SessionLimits, SessionService
from claimtrail.access.sign_in.service import SignInService
from claimtrail.access.sign_in.token_people import TokenPeople
from claimtrail.access.subjects import AccessRestriction, Principal
from claimtrail.analytics.datasets import DATASETS
from claimtrail.analytics.figures.reading import StageFigures
from claimtrail.aws.access.idempotency import DynamoIdempotencyStore
from claimtrail.aws.access.saved_views import DynamoSavedViewStore
from claimtrail.aws.access.sessions import DynamoSessionStore
from claimtrail.aws.core.account.clients import client
from claimtrail.bootstrap.access.people import providers_of, review_service
from claimtrail.bootstrap.access.restrictions import (
    glass_reviews,
    glass_service,
    restriction_service,
)
from claimtrail.bootstrap.access.scim import scim_entrance
from claimtrail.bootstrap.access.sign_in import sign_in_service
from claimtrail.bootstrap.analytics.figures import stage_figures
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.claims.stores import claim_store
from claimtrail.bootstrap.disclosures import archive, trail_copy
from claimtrail.bootstrap.escalations.stores import escalation_store
from claimtrail.bootstrap.exports.service import export_service
from claimtrail.bootstrap.holds import hold_store
from claimtrail.bootstrap.incidents import incident_store
from claimtrail.bootstrap.intake.stores import (
    bucket,
    file_store,
    ingest_queue,
    payment_store,
)
from claimtrail.bootstrap.operations import claim_secret
from claimtrail.bootstrap.tickets.desk import DeskStores, desk_stores
from claimtrail.bootstrap.tickets.rules import rules_at
from claimtrail.bootstrap.tickets.stores import (
    grouped_service,
    original_texts,
    ticket_members,
    ticket_store,
    ticket_texts,
)
from claimtrail.bootstrap.trail import access_index, day_verifications, row_sink
from claimtrail.claims.fold.model import Claim
from claimtrail.claims.lifecycle.write_off_limits import WriteOffLimits, load_limits
from claimtrail.claims.notes import ClaimNotes, NoteStore
from claimtrail.claims.store.ports import (
    BatchStore,
    ChangeWriter,
    ClaimReader,
    EntityStore,
    EventLog,
    Listings,
    MatchStore,
    TermStore,
)
from claimtrail.claims.store.search_index import SearchIndex
from claimtrail.claims.views.deciding_payer import deadlines_of_decision
from claimtrail.disclosures.provenance import Archive
from claimtrail.escalations.ports import EscalationStore
from claimtrail.exports.service import ExportService
from claimtrail.incidents.ports import IncidentStore
from claimtrail.intake.ports import FileStore, IngestQueue, ObjectStore, PaymentStore
from claimtrail.intake.release.service import HeldFiles
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.ids import claim_id, match_key
from claimtrail.partners.fields import Deadlines
from claimtrail.partners.profile import Partners, deployed_profiles
from claimtrail.tickets.originals import OriginalTexts, TicketTexts
from claimtrail.tickets.ports import TicketMemberStore, TicketStore
from claimtrail.tickets.relation_service import TicketRelations
from claimtrail.tickets.routing.openings import RuleRoutes, RulesAt, shipped_at
from claimtrail.tickets.service import TicketService
from claimtrail.trail.access_index.ports import AccessIndex
from claimtrail.trail.holding.holds import HoldStore
from claimtrail.trail.ports import RowSink
from claimtrail.trail.verification.day_checks import DayVerificationStore
from claimtrail.trail.verification.days import TrailDays


class PageClaims(
    EventLog,
    ClaimReader,
    ChangeWriter,
    MatchStore,
    SearchIndex,
    NoteStore,
    EntityStore,
    TermStore,
    BatchStore,
    Listings,
    Protocol,
):
    """The ports of the stored claims that pages use."""


@dataclass(frozen=True, kw_only=True)
class WebStores:
    """The working set of all pages; tests fill it with twins."""

    stage: str
    organization_id: str
    claims: PageClaims
    tickets: TicketStore
    originals: OriginalTexts
    """People's words as they were before they were masked."""
    ticket_members: TicketMemberStore | None = None
    """None: tickets of one cause are not kept together."""
    escalations: EscalationStore
    files: FileStore
    payments: PaymentStore
    archive: Archive
    held_files: HeldFiles
    inbox: ObjectStore
    ingest_queue: IngestQueue
    incidents: IncidentStore
    figures: StageFigures
    saved_views: SavedViewStore
    idempotency: IdempotencyStore
    publisher: EventPublisher
    row_sink: RowSink
    accesses: AccessIndex
    trail: TrailDays
    day_verifications: DayVerificationStore
    holds: HoldStore
    exports: ExportService
    sessions: SessionService
    restrictions: RestrictionService
    glass: GlassService
    glass_reviews: GlassReviews
    reviews: ReviewService
    open_desk: Callable[[TicketService, TicketTexts], DeskStores]
    """Gives what the desk's pages work with beside tickets, when the first one comes."""
    open_scim: Callable[[], ScimEntrance]
    """Gives what answers the leaver feed, when it comes first."""
    open_sign_in: Callable[[], SignInService]
    """Gives what signs people in, when the first one comes."""
    partners: Partners
    secret: Callable[[], bytes]
    """Gives the key from which claim ids are made, when the first number is looked up."""
    clock: Callable[[], datetime]
    rules_at: RulesAt = shipped_at
    """The rules of routing."""
    write_off_limits: WriteOffLimits = ()
    """The amounts of a claim that people may give up alone, and approve."""

    @cached_property
    def payer_ids(self) -> tuple[str, ...]:
        """Return the partners under which claims stand, by id; the synthetic ones are left out."""
        return tuple(sorted(one.id for one in self.partners if not one.is_synthetic))

    @cached_property
    def sign_in(self) -> SignInService:
        """Return what signs people in."""
        return self.open_sign_in()

    @cached_property
    def scim(self) -> ScimEntrance:
        """Return what answers the leaver feed of the identity provider."""
        return self.open_scim()

    @cached_property
    def token_people(self) -> TokenPeople:
        """Return what knows people by the tokens of their commands."""
        return TokenPeople(people=self.people, sessions=self.sessions)

    @property
    def people(self) -> PeopleService:
        """Return what knows people and ends their access."""
        return self.reviews.people

    @cached_property
    def ticket_service(self) -> TicketService:
        """Return what assigns, notes and closes tickets, and publishes it."""
        routes, texts = RuleRoutes(self.rules_at), self.ticket_texts
        if self.ticket_members is None:
            return TicketService(self.tickets, self.publisher, routes=routes, texts=texts)
        return grouped_service(
            self.tickets, self.ticket_members, self.publisher, routes=routes, texts=texts
        )

    @property
    def ticket_relations(self) -> TicketRelations:
        """Return what links, merges and splits tickets. Raises LookupError where none are kept."""
        if self.ticket_members is None:
            raise LookupError("what stands beside tickets is not kept")
        return TicketRelations(tickets=self.ticket_service, members=self.ticket_members)

    @cached_property
    def ticket_texts(self) -> TicketTexts:
        """Return what masks people's words before they are stored with a ticket."""
        return ticket_texts(self.originals, self.claims, self.partners)

    @cached_property
    def desk(self) -> DeskStores:
        """Return what the desk's pages work with beside tickets."""
        return self.open_desk(self.ticket_service, self.ticket_texts)

    @cached_property
    def claim_notes(self) -> ClaimNotes:
        """Return what keeps people's notes on claims, and publishes that there are some."""
        return ClaimNotes(store=self.claims, publisher=self.publisher)

    def restrictions_of(self, person: Principal, claim: Claim) -> frozenset[AccessRestriction]:
        """Return the reasons for which a claim is closed to a person beyond roles: one read."""
        return self.restrictions_of_page(person, [claim])[claim.claim_id]

    def restrictions_of_page(
        self, person: Principal, claims: Iterable[Claim]
    ) -> Mapping[str, frozenset[AccessRestriction]]:
        """Return the same of the claims of a page, by claim: one read, too."""
        return self.restrictions.of_page(person, map(sensitive_claim, claims))

    def deadlines(self, claim: Claim) -> Deadlines:
        """Return the deadlines of a claim's payer; none where no profile of it is deployed."""
        return deadlines_of_decision(claim, self.partners)

    def claim_id_of(self, number: str) -> str:
        """Return the id of the claim that would bear a patient control number."""
        return claim_id(
            secret=self.secret(),
            organization_id=self.organization_id,
            patient_control_number=number,
        )

    def search_key(self, method: str, *parts: str) -> str:
        """Return the keyed hash under which a value is stored for those who search for it."""
        return match_key(
            secret=self.secret(), organization_id=self.organization_id, method=method, parts=parts
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WebResources:
    """The names of the resources that pages reach, as functions are given them.

    A function that only reads lists has none of those with a default.
    """

    stage: str
    organization_id: str
    claim_table: str
    operations_table: str
    ticket_table: str
    archive_bucket: str
    audit_bucket: str
    quarantine_bucket: str = ""
    inbox_bucket: str = ""
    event_bus: str = ""
    ingest_queue_url: str = ""
    attachments_bucket: str = ""
    rules_four_eyes: bool = False
    """True where rules need the approval of somebody else."""
    exports_bucket: str
    audit_queue_url: str
    export_queue_url: str
    claim_key_secret_arn: str
    sign_in: str = ""
    """The settings of sign-in, as the stack writes them (JSON)."""
    sign_in_secret_arn: str = ""
    scim_secret_arn: str = ""
    user_pool: str = ""
    write_off_limits: str = "[]"
    """The stage's table, as JSON text."""
    glass_days: int = REVIEW_DAYS
    """Days for the review of an opening of a restricted claim."""
    glass_minutes: int = GLASS_MINUTES
    """Minutes for which an opening lasts."""


def web_stores(names: WebResources) -> WebStores:
    """Return the stores of a deployed stage."""
    files = file_store(names.claim_table)
    reviews = review_service(
        operations_table=names.operations_table,
        ticket_table=names.ticket_table,
        event_bus=names.event_bus,
        user_pool=names.user_pool,
        providers=providers_of(names.sign_in),
    )
    sessions = SessionService(
        store=DynamoSessionStore(client("dynamodb"), names.operations_table),
        clock=utc_now,
        limits=SessionLimits(glass=timedelta(minutes=names.glass_minutes)),
        uses=reviews.people.last_use,
    )

    def sign_in() -> SignInService:
        return sign_in_service(
            sign_in=names.sign_in,
            sign_in_secret_arn=names.sign_in_secret_arn,
            operations_table=names.operations_table,
        )

    return WebStores(
        stage=names.stage,
        organization_id=names.organization_id,
        claims=claim_store(names.claim_table),
        tickets=ticket_store(names.ticket_table),
        ticket_members=ticket_members(names.ticket_table),
        originals=original_texts(names.claim_table),
        escalations=escalation_store(names.operations_table),
        files=files,
        payments=payment_store(names.claim_table),
        archive=archive(names.archive_bucket),
        held_files=HeldFiles(
            files=files,
            archive=bucket(names.archive_bucket),
            quarantine=bucket(names.quarantine_bucket),
        ),
        inbox=bucket(names.inbox_bucket),
        ingest_queue=ingest_queue(names.ingest_queue_url),
        incidents=incident_store(names.operations_table),
        figures=stage_figures(names.operations_table),
        saved_views=DynamoSavedViewStore(client("dynamodb"), names.operations_table),
        idempotency=DynamoIdempotencyStore(client("dynamodb"), names.operations_table),
        publisher=publisher(names.event_bus),
        row_sink=row_sink(names.audit_queue_url),
        accesses=access_index(names.operations_table),
        trail=TrailDays(copy=trail_copy(names.audit_bucket), datasets=tuple(DATASETS)),
        day_verifications=day_verifications(names.operations_table),
        holds=hold_store(names.operations_table),
        exports=export_service(
            operations_table=names.operations_table,
            exports_bucket=names.exports_bucket,
            export_queue_url=names.export_queue_url,
        ),
        sessions=sessions,
        restrictions=restriction_service(
            operations_table=names.operations_table,
            claim_table=names.claim_table,
            event_bus=names.event_bus,
        ),
        glass=glass_service(
            sessions,
            operations_table=names.operations_table,
            event_bus=names.event_bus,
            audit_queue_url=names.audit_queue_url,
            review_days=names.glass_days,
        ),
        glass_reviews=glass_reviews(
            operations_table=names.operations_table,
            ticket_table=names.ticket_table,
            event_bus=names.event_bus,
        ),
        reviews=reviews,
        open_desk=lambda tickets, texts: desk_stores(
            ticket_table=names.ticket_table,
            attachments_bucket=names.attachments_bucket,
            event_bus=names.event_bus,
            has_four_eyes=names.rules_four_eyes,
            tickets=tickets,
            texts=texts,
        ),
        open_scim=lambda: scim_entrance(
            people=reviews.people,
            operations_table=names.operations_table,
            secret_arn=names.scim_secret_arn,
            sign_in=sign_in(),
        ),
        open_sign_in=sign_in,
        partners=deployed_profiles(),
        secret=lambda: claim_secret(names.claim_key_secret_arn),
        clock=utc_now,
        write_off_limits=load_limits(names.write_off_limits),
        rules_at=rules_at(names.ticket_table),
    )
