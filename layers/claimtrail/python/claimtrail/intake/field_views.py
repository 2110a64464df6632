"""Fields of files as people are shown them: receipts, deliveries, ranges, sets, findings."""

from claimtrail.access.field_views.tables import field_table
from claimtrail.access.fields import FieldGroup
from claimtrail.intake.model.receipt import (
    Delivery,
    FileReceipt,
    RangePart,
    RangeResult,
    RefusedGroup,
    SetOutcome,
)
from claimtrail.intake.model.release import Release, ReleasedSet
from claimtrail.intake.views import FileTrail
from claimtrail.x12.model.findings import Finding

FILE_TABLES = (
    field_table(
        FileTrail,
        {
            FieldGroup.REFERENCE: "receipt",
            FieldGroup.STATUS: "deliveries ranges sets findings releases released missing_ranges",
            FieldGroup.TECHNICAL: "acknowledgment_keys",
        },
    ),
    field_table(
        FileReceipt,
        {
            FieldGroup.REFERENCE: (
                "file_id partner_id delivery_id interchange_control_numbers group_control_numbers"
            ),
            FieldGroup.STATUS: (
                "size channel received_at recorded_at status reason transaction_types "
                "interchange_count refused_interchange_count refused_group_count refused_groups "
                "group_count set_count accepted_set_count rejected_set_count event_count "
                "withheld_count encounter_count test_interchange_count finding_count findings "
                "completed_at"
            ),
            # Payers put account numbers into names.
            FieldGroup.SOURCE: "name",
            FieldGroup.TECHNICAL: (
                "schema_version sha256 stored_key code_version range_starts acknowledgment_keys"
            ),
        },
    ),
    field_table(RefusedGroup, {FieldGroup.STATUS: "findings", FieldGroup.TECHNICAL: "set_range"}),
    field_table(
        Delivery,
        {
            FieldGroup.REFERENCE: "delivery_id file_id partner_id",
            FieldGroup.STATUS: "channel delivered_at",
            FieldGroup.SOURCE: "name",
            FieldGroup.TECHNICAL: "schema_version",
        },
    ),
    field_table(
        SetOutcome,
        {
            FieldGroup.REFERENCE: "identifier control_number start end",
            FieldGroup.STATUS: (
                "transaction_type verdict segment_count record_count event_count withheld_count "
                "encounter_count is_test finding_count findings"
            ),
            FieldGroup.TECHNICAL: "batches",
        },
    ),
    field_table(
        RangePart,
        {FieldGroup.STATUS: "sets", FieldGroup.TECHNICAL: "start set_range"},
    ),
    field_table(
        RangeResult,
        {
            FieldGroup.REFERENCE: "file_id",
            FieldGroup.STATUS: "finished_at sets all_sets",
            FieldGroup.TECHNICAL: "schema_version start set_range more parts",
        },
    ),
    field_table(
        Finding,
        {
            FieldGroup.STATUS: (
                "code severity text next_step segment_id segment_position element_position loop_id"
            ),
            FieldGroup.REFERENCE: "offset",
            FieldGroup.TECHNICAL: (
                "segment_error element_error interchange_note set_error group_error"
            ),
        },
    ),
    field_table(
        Release,
        {
            FieldGroup.REFERENCE: "release_id file_id partner_id set_starts",
            FieldGroup.STATUS: "released_at by",
            FieldGroup.NOTES: "why",
            FieldGroup.TECHNICAL: "schema_version code_version",
        },
    ),
    field_table(
        ReleasedSet,
        {
            FieldGroup.REFERENCE: "release_id file_id start",
            FieldGroup.STATUS: "finished_at outcome",
            FieldGroup.TECHNICAL: "schema_version",
        },
    ),
)
"""The file, and what became of each part of it."""
