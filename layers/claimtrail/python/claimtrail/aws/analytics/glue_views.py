"""The analysts' views in the Glue Data Catalog: compaction puts other SELECTs into them."""

from typing import Any

from claimtrail.analytics.tables import View, presto_view

_GIVEN = frozenset(
    {
        "Name",
        "Description",
        "Owner",
        "Retention",
        "StorageDescriptor",
        "PartitionKeys",
        "ViewOriginalText",
        "ViewExpandedText",
        "TableType",
        "Parameters",
    }
)
"""The fields of GetTable's answer that UpdateTable takes ("TableInput", AWS Glue API)."""


class GlueViews:
    """Views of one database; a view is replaced as a whole, in one request."""

    def __init__(self, glue_client: Any, *, database: str) -> None:
        self._glue = glue_client
        self._database = database

    def replace(self, view: View) -> bool:
        """Put the view's SELECT in place of another one; False if it stands or there is no view."""
        try:
            answer = self._glue.get_table(DatabaseName=self._database, Name=view.name)
        except self._glue.exceptions.EntityNotFoundException:
            return False
        table = {
            name: value
            for name, value in answer["Table"].items()
            if name in _GIVEN and value not in ("", None)
        }
        text = presto_view(view, database=self._database)
        if table.get("ViewOriginalText") == text:
            return False
        self._glue.update_table(
            DatabaseName=self._database,
            TableInput=table | {"ViewOriginalText": text},
            SkipArchive=True,
        )
        return True
