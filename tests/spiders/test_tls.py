"""Certificates are checked, in name, date and issuer."""

import asyncio
import ssl
from datetime import UTC, datetime

import pytest
import trustme

from monitor.model import Page
from tests.spiders.conftest import answer, redirect


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def trusted(authority, tmp_path, monkeypatch):
    """Let this process trust the authority, as an administrator would."""
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))


def server(authority, *names, **issue):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **issue).configure_cert(context)
    return context


@pytest.fixture
def secure(house):
    def start(context):
        site = house.site(tls=context)
        site.routes["*"] = answer("<p>secret")
        house.names.known["paper.test"] = [["127.0.0.1"]]
        return site

    return start


def test_a_good_certificate_is_taken(house, secure, authority, trusted):
    site = secure(server(authority, "paper.test"))
    assert house.one(site.url(name="paper.test")).body == b"<p>secret"


def test_an_unknown_issuer_is_refused(house, secure, authority, trusted):
    site = secure(server(trustme.CA(), "paper.test"))
    missed = house.one(site.url(name="paper.test"))
    assert missed.kind == "tls"
    assert "certificate verify failed" in missed.reason
    assert site.seen == []


def test_a_certificate_for_another_name_is_refused(house, secure, authority, trusted):
    site = secure(server(authority, "other.test"))
    missed = house.one(site.url(name="paper.test"))
    assert (missed.kind, "another name" in missed.reason) == ("tls", True)
    assert site.seen == []


def test_an_expired_certificate_is_refused(house, secure, authority, trusted):
    over = datetime(2019, 11, 22, tzinfo=UTC)
    begun = datetime(2018, 11, 22, tzinfo=UTC)
    context = server(authority, "paper.test", not_before=begun, not_after=over)
    site = secure(context)
    assert house.one(site.url(name="paper.test")).kind == "tls"
    assert site.seen == []


def test_a_certificate_without_the_address_is_refused(
    house, secure, authority, trusted
):
    site = secure(server(authority, "paper.test"))
    assert house.one(site.url()).kind == "tls"


@pytest.mark.filterwarnings("ignore:ssl.*deprecated:DeprecationWarning")
def test_an_outdated_protocol_is_refused(house, secure, authority, trusted):
    context = server(authority, "paper.test")
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    site = secure(context)
    missed = house.one(site.url(name="paper.test"))
    assert missed.kind in ("tls", "connection")
    assert site.seen == []


def test_no_tls_where_tls_was_expected_is_named(house):
    async def speak_http(reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = house.reactor.do(asyncio.start_server(speak_http, "127.0.0.1", 0))
    missed = house.one(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    house.reactor.loop.call_soon_threadsafe(server.close)
    assert missed.kind == "tls"
    assert "wrong version number" in missed.reason


def test_a_cookie_of_a_secure_page_is_not_sent_in_the_clear(
    house, secure, authority, trusted
):
    site = secure(server(authority, "paper.test"))
    plain = house.site()
    plain.routes["/end"] = answer("<p>end")
    down = plain.url("/end", name="paper.test")
    site.routes["/a"] = redirect(down, Set_Cookie="s=1")
    headers = (("Authorization", "Bearer secret"),)
    url = site.url("/a", name="paper.test")
    assert isinstance(house.one(url, headers=headers), Page)
    assert site.seen[-1].headers["authorization"] == "Bearer secret"
    assert {"cookie", "authorization"}.isdisjoint(plain.seen[-1].headers)
