"""Pages that answer 200 and are no article: not found, consent, log-in, captcha, lists."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from monitor.core.extraction.head import Head

_SHORT = 700  # letters of text; beyond it a page is believed to be an article
_BEGINNING = 200  # letters of text in which a page says that it is none
_MISSING = re.compile(
    r"^\W*(?:error\W*)?(?:404|410)\b|page (?:not|cannot be|can.t be|could not be) found|(?:page|article|story|content) .{0,30}"
    r"(?:can.t|cannot|could not|couldn.t|no longer|not) (?:be )?(?:found|available|exist)|not found\W*$|"
    r"no longer (?:available|exists)|doesn.t exist|does not exist|has been (?:removed|deleted|moved)|"
    r"nothing (?:was )?found|seite (?:wurde )?nicht gefunden|page introuvable|página no encontrada|pagina non trovata|"
    r"페이지를 찾을 수 없|존재하지 않는 (?:페이지|기사)|삭제된 (?:페이지|기사)|기사가 (?:존재하지|삭제)|"
    r"(?:ページ|記事)(?:が|は)(?:見つかりません|見つかりませんでした|存在しません|削除されました|掲載期間)|お探しのページ|"
    r"掲載(?:は)?終了|页面不存在",
    re.IGNORECASE,
)
_CAPTCHA = re.compile(
    r"just a moment|attention required|verify (?:that )?you(?:.re| are)(?: a| not a)? (?:human|robot)|are you (?:a robot|human)|"
    r"unusual traffic|access (?:to this page has been )?denied|checking your browser|security check|captcha|"
    r"enable javascript and cookies to continue|ddos protection|pardon our interruption|로봇이 아닙니다|ロボットではありません",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue|we (?:value|respect|care about) your privacy|(?:we|our partners?) (?:and our .{0,40})?(?:use|store) .{0,60}cookies|"
    r"cookie (?:consent|policy|preferences|settings|wall)|accept (?:all )?cookies|your (?:privacy|consent) (?:choices|settings)|"
    r"consent to|bevor sie (?:fortfahren|zu)|mit werbung weiterlesen|cookies akzeptieren|accepter (?:et|les cookies)|continuer sans accepter|"
    r"쿠키 (?:사용|동의)|クッキー.{0,20}同意|cookieの使用",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"^\W*(?:log ?in|sign ?in|login|로그인|ログイン|anmelden|connexion|iniciar sesión|accedi)\b.{0,30}$|"
    r"please (?:log|sign) in|you must (?:be logged|log|sign) in|로그인이 필요|ログインが必要|会員ログイン",
    re.IGNORECASE,
)


def wall_of(head: Head, text: str, *, title: str) -> str | None:
    """Name the kind of page that stands where an article should.

    A wall is short: a long text about cookies or captchas is an article about them.

    Args:
        head: of the page.
        text: what would be the article, or all the page says when nothing would be.
        title: what would be its headline.

    Returns:
        A kind of `ExtractError`, or None when it may be an article.
    """
    if len(text) > _SHORT:
        return None
    names = [n for n in (title, head.title, *head.headings[:2]) if n]
    begins = [*names, text[:_BEGINNING]]
    login = head.password or len(text) < _BEGINNING
    kinds = (
        ("soft_404", _MISSING, begins),
        ("captcha", _CAPTCHA, begins),
        ("consent_wall", _CONSENT, [*names, text]),
        ("login", _LOGIN, names if login else []),
    )
    return next(
        (kind for kind, pattern, where in kinds if any(map(pattern.search, where))),
        None,
    )


def is_front(url: str) -> bool:
    """Say whether an address is a site's front page."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/").lower()
    return not parts.query and (
        not path
        or re.fullmatch(r"/(?:index|home|main)\.\w+|/[a-z]{2}", path) is not None
    )
