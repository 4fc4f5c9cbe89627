import asyncio
import ssl
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from monitor.channels.email import EmailChannel
from monitor.config.channels import EmailSettings
from monitor.config.secrets import Secret
from monitor.errors import DeliveryError

A, B, C = "a@example.org", "b@example.org", "c@example.org"


def settings(port, *to, **smtp):
    return EmailSettings.model_validate(
        {
            "kind": "email",
            "to": to or (A,),
            "from": "News monitor <monitor@example.org>",
            "smtp": {"host": "127.0.0.1", "port": port, "security": "none", **smtp},
        }
    )


def send(server, context, alert, *, to=(A,), times=1, **smtp):
    """Send an alert some times; give each time's failure and the mails taken."""

    async def play():
        async with server as started:
            channel = EmailChannel("desk", settings(started.port, *to, **smtp), context)
            errors = []
            for _ in range(times):
                try:
                    await channel.send(alert)
                    errors.append(None)
                except DeliveryError as e:
                    errors.append(e)
            await channel.close()
            return errors, started.taken

    return asyncio.run(play())


def only_mail(server, context, alert, **more):
    errors, taken = send(server, context, alert, **more)
    assert errors == [None]
    return taken[0][1]


# ---- the mail ------------------------------------------------------------------------


def test_the_headers_are_those_that_are_promised(mail, context, alert):
    one = alert()
    got = only_mail(mail(), context, one)
    assert got["Subject"] == "Seoul ends military pact with Tokyo"
    assert got["From"] == "News monitor <monitor@example.org>"
    assert got["To"] == A
    assert got["Message-ID"] == f"<{one.id}@example.org>"
    assert got["X-Watchlist"] == "gsomia"
    assert got["X-Watch"] == "termination, any-mention"
    assert got["X-Alert-Kind"] == "new"
    assert got["List-Id"] == "<gsomia.news-monitor.example.org>"
    assert got["List-Unsubscribe"].startswith("<mailto:desk@example.org?subject=")
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Importance"] == "high"
    assert got["In-Reply-To"] is None
    assert parsedate_to_datetime(got["Date"]) == context.now()


@pytest.mark.parametrize(
    ("kind", "prefix"), [("update", "[UPDATE] "), ("correction", "[CORRECTION] ")]
)
def test_a_later_mail_on_a_story_says_so_and_joins_its_thread(
    kind, prefix, mail, context, alert
):
    first = alert()
    later = replace(alert(kind, old_title="Seoul mulls"), thread=first.id)
    got = only_mail(mail(), context, later)
    assert got["Subject"].startswith(prefix)
    assert got["X-Alert-Kind"] == kind
    assert got["In-Reply-To"] == got["References"] == f"<{first.id}@example.org>"
    text = got.get_body(("plain",)).get_content()
    assert "Seoul mulls" in text


def test_korean_and_japanese_subjects_survive(mail, context, alert):
    for title in (
        "청와대 “지소미아 종료” 결정… 한미일 안보 협력 어디로, 정부 “국익 고려한 결정” 강조",
        "韓国、日韓軍事情報包括保護協定(GSOMIA)の破棄を決定　河野外相「極めて遺憾」",
    ):
        got = only_mail(mail(), context, alert(title=title))
        assert got["Subject"] == " ".join(title.split())


def test_both_parts_tell_the_story(mail, context, alert):
    got = only_mail(mail(), context, alert())
    text = got.get_body(("plain",)).get_content()
    page = got.get_body(("html",)).get_content()
    assert "https://news.example/gsomia?id=3&p=1" in text.splitlines()
    assert 'href="https://news.example/gsomia?id=3&amp;p=1"' in page
    assert "*terminate* the *GSOMIA* with" in text
    assert "<mark>terminate</mark> the <mark>GSOMIA</mark> with" in page
    for part in (text, page):
        assert "Thu 22 Aug 2019, 18:05 KST" in part  # the outlet's clock
        assert "Thu 22 Aug 2019, 11:05 CEST" in part  # the reader's
        assert "gsomia / termination, any-mention: terminate, GSOMIA" in part
        assert "한겨레 (ko)" in part
        assert "The Example Herald, English, A. Writer" in part


def test_a_digest_names_list_and_kind_before_each_address(mail, context, alert):
    items = [alert(), alert("update", watchlist="other", url="https://b.example/2")]
    got = only_mail(mail(), context, alert(items=items))
    assert got["X-Alert-Kind"] == "digest"
    assert got["X-Watchlist"] == "gsomia, other"
    for part in ("plain", "html"):
        told, where = [], {}
        for line in got.get_body((part,)).get_content().splitlines():
            name, _, value = line.strip().removesuffix("</p>").partition(": ")
            if name in {"Watchlist", "Kind"}:
                where[name] = value.removesuffix("<br>")
            if "https://" in line:
                told.append((where["Watchlist"], where["Kind"]))
        assert told == [("gsomia", "new"), ("other", "update")]


def test_an_empty_digest_says_so(mail, context, alert):
    got = only_mail(mail(), context, alert(items=[]))
    assert got["Subject"] == "Digest 2019-08-22: nothing new"
    assert "3 of 3 sources are normal." in got.get_body(("plain",)).get_content()


# ---- refusals, reader by reader --------------------------------------------------------


def test_a_refusal_is_that_readers_only(mail, context, alert):
    server = mail(rcpt={B: ["550 no such mailbox"] * 9})
    (error,), taken = send(server, context, alert(), to=(A, B, C))
    assert [reader for reader, _ in taken] == [A, C]
    assert (error.permanent, error.status, error.refused) == (True, 550, (B,))


def test_who_took_a_mail_does_not_get_it_again_while_others_wait(mail, context, alert):
    server = mail(
        rcpt={B: ["451 later", "451 later"]}, data={C: ["554 not this content"] * 9}
    )
    errors, taken = send(server, context, alert(), to=(A, B, C), times=3)
    assert [e.permanent for e in errors] == [False, False, True]
    assert errors[-1].refused == (C,)
    assert [reader for reader, _ in taken] == [A, B]


def test_who_left_is_left_out_and_each_other_reader_has_a_way_out_of_their_own(
    mail, context, alert
):
    told = replace(context, public_url="https://m.example.org", key=b"k" * 32)
    one = replace(alert(), skip=(B,))
    errors, taken = send(mail(), told, one, to=(A, B, C))
    assert errors == [None]
    assert [reader for reader, _ in taken] == [A, C]
    ways = {message["List-Unsubscribe"].split(",")[0] for _, message in taken}
    assert len(ways) == 2
    for _, message in taken:
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert b"\r\nList-Unsubscribe: <https://m.example.org/unsub" in message.raw


def test_an_alert_without_readers_is_not_sent_and_says_so(mail, context, alert):
    (error,), taken = send(mail(), context, replace(alert(), skip=(A, B)), to=(A, B))
    assert error.unsubscribed
    assert taken == []


def test_without_web_pages_one_leaves_by_mail(mail, context, alert):
    for told in (context, replace(context, public_url="https://m.example.org")):
        message = only_mail(mail(), told, alert())
        assert message["List-Unsubscribe"].startswith("<mailto:")
        assert "List-Unsubscribe-Post" not in message


def test_refused_by_all_is_refused(mail, context, alert):
    server = mail(rcpt={A: ["550 no"], B: ["553 no"]})
    (error,), taken = send(server, context, alert(), to=(A, B))
    assert (error.permanent, error.refused, taken) == (True, (), [])


def test_a_drop_after_the_data_is_uncertain_and_comes_again_as_the_same(
    mail, context, alert
):
    one = alert()
    errors, taken = send(mail(data={A: ["drop"]}), context, one, times=2)
    assert errors[0].uncertain
    assert not errors[0].permanent
    assert errors[1] is None
    assert [m["Message-ID"] for _, m in taken] == [f"<{one.id}@example.org>"] * 2


def test_a_drop_before_the_data_is_not_uncertain(mail, context, alert):
    (error,), _ = send(mail(rcpt={A: ["drop"]}), context, alert())
    assert (error.permanent, error.uncertain) == (False, False)


def test_a_server_that_hangs_is_left_at_the_deadline(mail, context, alert):
    server = mail(rcpt={A: ["hang"]})
    errors, _ = send(server, context, alert(), timeout=timedelta(seconds=0.2))
    assert (errors[0].permanent, errors[0].uncertain) == (False, False)


def test_a_server_sees_few_connections_at_once_from_one_channel(mail, context, alert):
    alerts = [alert() for _ in range(20)]

    async def play():
        async with mail() as server:
            channel = EmailChannel("desk", settings(server.port), context)
            await asyncio.gather(*(channel.send(one) for one in alerts))
            return server.taken, server.most

    taken, most = asyncio.run(play())
    assert len(taken) == 20
    assert most <= 4


# ---- the way to the server -------------------------------------------------------------


def test_mail_goes_through_starttls_with_a_login(mail, context, alert, authority):
    file, shown = authority
    server = mail(starttls=shown, password=b"pass")
    got = only_mail(
        server,
        context,
        alert(),
        security="starttls",
        ca_file=file,
        user="desk",
        password=Secret("pass"),
    )
    assert got["X-Watchlist"] == "gsomia"


def test_mail_goes_through_tls(mail, context, alert, authority):
    file, shown = authority
    only_mail(mail(tls=shown), context, alert(), security="tls", ca_file=file)


def test_a_strange_certificate_is_refused(mail, context, alert, authority):
    server = mail(starttls=authority[1])
    (error,), taken = send(server, context, alert(), security="starttls")
    assert "certificate" in str(error).lower()
    assert (error.permanent, taken) == (False, [])


def test_nothing_is_sent_where_starttls_is_missing(mail, context, alert):
    (error,), taken = send(mail(), context, alert(), security="starttls")
    assert "STARTTLS" in str(error)
    assert (error.permanent, taken) == (False, [])


def test_a_wrong_password_waits_to_be_mended_and_is_not_shown(
    mail, context, alert, authority
):
    file, shown = authority
    server = mail(starttls=shown, password=b"pass")
    login = {"user": "desk", "password": Secret("canary")}
    (error,), _ = send(
        server, context, alert(), security="starttls", ca_file=file, **login
    )
    assert (error.permanent, error.status) == (False, 535)
    assert "canary" not in f"{error} {error.answer}"


def test_a_missing_file_of_certificates_is_told_at_the_start(context, tmp_path):
    with pytest.raises(OSError, match="No such file"):
        EmailChannel("desk", settings(25, ca_file=str(tmp_path / "none")), context)


def test_the_certificates_of_the_system_are_trusted_otherwise(context):
    channel = EmailChannel("desk", settings(25), context)
    assert channel._trust.verify_mode is ssl.CERT_REQUIRED
