"""A browser without pictures: it follows redirects, fills in forms, and keeps its cookies."""

from html.parser import HTMLParser
from http.cookiejar import Cookie, CookieJar
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

_MOST_STEPS = 12


class _Forms(HTMLParser):
    """The first form of a page: where it goes, and its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form" and self.action is None:
            self.action = found.get("action") or ""
        elif tag == "input" and self.action is not None and found.get("name"):
            self.fields.setdefault(str(found["name"]), found.get("value") or "")


def form_of(page: httpx.Response) -> tuple[str, dict[str, str]]:
    """Return the address and the fields of a page's first form."""
    forms = _Forms()
    forms.feed(page.text)
    assert forms.action is not None, f"{page.status_code}: {page.text[:500]}"
    return urljoin(str(page.url), forms.action), forms.fields


class LoopbackCookies(CookieJar):
    """Cookies as Chromium and Firefox keep them: on loopback, Secure ones are sent without TLS."""

    def set_cookie(self, cookie: Cookie) -> None:
        """Keep a cookie."""
        cookie.secure = False
        super().set_cookie(cookie)


class ProviderPages:
    """A person at the pages of an identity provider, on the way from and to ours."""

    def __init__(self, user: str, password: str, *, home: str) -> None:
        self._filled = {"username": user, "password": password}
        self._home = home
        self.posted: dict[str, str] = {}
        """The last form that was sent to the user pool."""

    def sign_in(self, address: str) -> dict[str, str]:
        """Go to an address and sign in; return the query of the address of ours at the end."""
        with httpx.Client(timeout=30, cookies=LoopbackCookies()) as client:
            page = client.get(address)
            for _ in range(_MOST_STEPS):
                if page.next_request:
                    target = str(page.next_request.url)
                    if target.startswith(self._home):
                        query = parse_qs(urlsplit(target).query)
                        return {name: values[0] for name, values in query.items()}
                    page = client.send(page.next_request)
                else:
                    page = self._submit(client, page)
        raise AssertionError(f"still at {page.url} after {_MOST_STEPS} steps")

    def _submit(self, client: httpx.Client, page: httpx.Response) -> httpx.Response:
        action, fields = form_of(page)
        filled = {name: self._filled.get(name, value) for name, value in fields.items()}
        if "SAMLResponse" in filled:
            self.posted = filled = self.changed(filled)
        return client.post(action, data=filled)

    def changed(self, form: dict[str, str]) -> dict[str, str]:
        """Return the provider's form as it is sent on; a forger changes it."""
        return form
