"""Documents that identity providers publish, over HTTP."""

from http import HTTPStatus

import httpx

from claimtrail.access.provider_watch.certificates import MOST_BYTES
from claimtrail.access.provider_watch.ports import ProviderUnreachableError

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_MOST_REDIRECTS = 3


class HttpProviderDocuments:
    """Reads what everybody may read: no request has a secret."""

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        """Create a reader; a connection that was never made is tried once more."""
        self._transport = transport or httpx.HTTPTransport(retries=1)

    def read(self, address: str) -> bytes:
        """Return a document. Raises ProviderUnreachableError."""
        with self._client() as client:
            try:
                with client.stream("GET", address) as answer:
                    if answer.status_code != HTTPStatus.OK:
                        raise ProviderUnreachableError(str(answer.status_code))
                    return _bounded(answer)
            except httpx.HTTPError as error:
                raise ProviderUnreachableError(type(error).__name__) from None

    def reach(self, address: str) -> None:
        """Do nothing if an endpoint answers at all. Raises ProviderUnreachableError.

        It is asked for nothing: a refusal (400, 401, 405) is an answer.
        """
        with self._client() as client:
            try:
                answer = client.get(address)
            except httpx.HTTPError as error:
                raise ProviderUnreachableError(type(error).__name__) from None
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ProviderUnreachableError(str(answer.status_code))

    def _client(self) -> httpx.Client:
        return httpx.Client(
            transport=self._transport,
            timeout=TIMEOUT,
            follow_redirects=True,
            max_redirects=_MOST_REDIRECTS,
        )


def _bounded(answer: httpx.Response) -> bytes:
    """Return a body up to what anybody looks at, and one byte more of a longer one."""
    found = b""
    for part in answer.iter_bytes():
        found += part
        if len(found) > MOST_BYTES:
            break
    return found[: MOST_BYTES + 1]
