"""Gap: a ranged read of a named version of an object gives the whole object.

receive_file pins what it reads to a version, and reads large files block by block.
"""

import inspect
from collections.abc import Callable
from typing import Any

from ministack.services import s3

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html"
_PARAMETERS = ("bucket_name", "key", "headers", "query_params")
_PARTIAL, _UNSATISFIABLE = 206, 416


def needed() -> bool:
    """Return whether ranges are looked at on one of two ways only: that of the current version."""
    return inspect.getsource(s3._get_object).count("_parse_range(") == 1


def apply() -> None:
    """Cut what the read of a version gives."""
    seam.attribute(s3, "_parse_range")
    seam.attribute(s3, "_range_error_xml")
    seam.wrap(s3, "_get_object", parameters=_PARAMETERS, build=_ranged)


def _ranged(original: Callable[..., Any]) -> Callable[..., Any]:
    def get_object(
        bucket_name: str, key: str, headers: dict[str, str], query_params: Any = None
    ) -> Any:
        status, answered, body = original(bucket_name, key, headers, query_params)
        wanted = headers.get("range", "")
        if not wanted or status != 200:  # noqa: PLR2004 - OK: given whole
            return status, answered, body
        bounds = s3._parse_range(wanted, len(body))
        if bounds is None:
            refusal = s3._xml_body(s3._range_error_xml(bucket_name, key))
            return _UNSATISFIABLE, {"Content-Range": f"bytes */{len(body)}"}, refusal
        start, end = bounds
        part = body[start : end + 1]
        # A checksum is that of the whole object, which a reader of a part cannot compare.
        kept = {name: text for name, text in answered.items() if not _is_checksum(name)}
        found = {
            **kept,
            "Content-Length": str(len(part)),
            "Content-Range": f"bytes {start}-{end}/{len(body)}",
        }
        return _PARTIAL, found, part

    return get_object


def _is_checksum(header: str) -> bool:
    return header.lower().startswith("x-amz-checksum-")
