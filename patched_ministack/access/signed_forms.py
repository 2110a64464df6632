"""The form by which a browser puts one object into a bucket: its policy is what is signed."""

import hmac

from ministack.core import sigv4
from ministack.services import s3

from patched_ministack.access.signatures import NOT_SIGNED, SIGNED, Failure, Request, secret_for

FOLLOWS = "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html"
WRONG = ("SignatureDoesNotMatch", "The policy of the form is not signed by its key.")
_SCOPE_PARTS = 5


def is_form(request: Request) -> bool:
    """Return whether a request is a form to a bucket."""
    bucket = request.path.strip("/")
    kind = request.headers.get("content-type", "")
    is_bucket = bool(bucket) and "/" not in bucket and not request.query
    return request.method == "POST" and is_bucket and kind.startswith("multipart/form-data")


def form_failure(request: Request, body: bytes) -> Failure | None:
    """Return why a form's policy is not signed, or None; the emulator reads the policy itself."""
    parts = s3._parse_multipart_form(request.headers["content-type"], body)
    fields = {
        name.lower(): value.decode("utf-8", "replace")
        for name, _, _, value in parts
        if name != "file"
    }
    scope = fields.get("x-amz-credential", "").split("/")
    if fields.get("x-amz-algorithm") != SIGNED or len(scope) != _SCOPE_PARTS:
        return NOT_SIGNED
    key_id, day, region, service, _ = scope
    secret = secret_for(key_id, fields.get("x-amz-security-token", ""))
    if isinstance(secret, tuple):
        return secret
    computed = sigv4.calculate_signature(secret, day, region, service, fields.get("policy", ""))
    given = fields.get("x-amz-signature", "")
    is_own = hmac.compare_digest(computed.encode(), given.encode("utf-8", "replace"))
    return None if is_own else WRONG
