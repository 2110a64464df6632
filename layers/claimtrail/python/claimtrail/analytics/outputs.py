"""Stack outputs of analytics."""

from claimtrail.kernel.outputs import StackOutput


class AnalyticsOutput(StackOutput):
    """The lake's bucket and compaction, Athena workgroups, Glue databases."""

    LAKE_BUCKET = "LakeBucket"
    COMPACTION_FUNCTION = "CompactionFunction"
    ATHENA_WORKGROUP = "AthenaWorkgroup"
    GLUE_DATABASE = "GlueDatabase"
    MASKED_WORKGROUP = "MaskedAthenaWorkgroup"
    MASKED_DATABASE = "MaskedGlueDatabase"
