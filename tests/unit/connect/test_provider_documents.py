"""Documents of identity providers: what is read, and what counts as no answer."""

import httpx
import pytest

from claimtrail.access.provider_watch.certificates import MOST_BYTES
from claimtrail.access.provider_watch.ports import ProviderUnreachableError
from claimtrail.connect.provider_documents import HttpProviderDocuments

pytestmark = pytest.mark.capability("C8.8")

ADDRESS = "https://login.acme.example/keys"


def documents(answer: httpx.Response | Exception) -> HttpProviderDocuments:
    """Return a reader that everything answers so."""

    def respond(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return HttpProviderDocuments(httpx.MockTransport(respond))


def test_a_document_is_read_and_a_long_one_cut() -> None:
    assert documents(httpx.Response(200, content=b"{}")).read(ADDRESS) == b"{}"
    long = documents(httpx.Response(200, content=b"x" * (3 * MOST_BYTES))).read(ADDRESS)
    assert len(long) == MOST_BYTES + 1


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(404), httpx.Response(503), httpx.ConnectTimeout("slow"), httpx.ReadError("x")],
)
def test_no_document_is_unreachable(answer: httpx.Response | Exception) -> None:
    with pytest.raises(ProviderUnreachableError):
        documents(answer).read(ADDRESS)


@pytest.mark.parametrize("status", [200, 400, 401, 405])
def test_an_endpoint_that_refuses_answers(status: int) -> None:
    documents(httpx.Response(status)).reach(ADDRESS)


@pytest.mark.parametrize("answer", [httpx.Response(502), httpx.ConnectError("refused")])
def test_an_endpoint_that_fails_does_not(answer: httpx.Response | Exception) -> None:
    with pytest.raises(ProviderUnreachableError):
        documents(answer).reach(ADDRESS)
