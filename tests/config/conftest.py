"""A good configuration on disk, and a way to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.config import Config, load

MONITOR = """\
database: sqlite:///data/monitor.db
contact: desk@newsroom.kr
timezone: Asia/Seoul
public_url: https://monitor.newsroom.kr
politeness: {delay: 2s, per_host: 1, robots: obey, timeout: 30s, max_page: 8MiB}
workers: {count: 2, memory: 1GiB, seconds: 20}
keep: {articles: 90d}
web: {enabled: true, host: 127.0.0.1, port: 8700}
channels:
  desk-mail:
    kind: email
    to: [desk@example.org]
    from: news-monitor@example.org
    smtp:
      host: smtp.example.org
      port: 587
      security: starttls
      user: desk
      password: env:SMTP_PASSWORD
  newsroom-hook:
    kind: webhook
    url: https://hooks.example.org/news
    secret: file:hook.secret
  phone: {kind: apprise, url: env:APPRISE_URL, quiet: "22:00-07:00"}
  daily:
    kind: digest
    of: desk-mail
    at: 08:00
"""
SOURCES = """\
sources:
  - name: yonhap-en
    outlet: Yonhap News Agency
    kind: feed
    url: https://example.org/rss/news.xml
    language: en
    country: KR
    every: 10m
    at_most: 3h
  - name: kdnk
    outlet: KDNK
    kind: section
    url: https://www.kdnk.example/
    rule: {links: a, url: '^https://www\\.kdnk\\.example/'}
    headers: {Accept-Language: en}
  - name: search-ko
    outlet: 검색
    kind: search
    url: https://search.example/rss?q={query}&hl=ko
    query: 지소미아 OR GSOMIA
"""
WATCHLIST = """\
watchlist: gsomia
concepts:
  gsomia:
    en: [GSOMIA, military information agreement]
    ko: [지소미아]
  ending:
    en: [terminate, withdraw]
    ko: [종료]
watches:
  - name: termination
    query: '@gsomia AND @ending'
    channels: [desk-mail, newsroom-hook]
    priority: high
  - name: any-mention
    any: ['@gsomia']
    none: [Ukraine]
    lang: [en, ko]
    channels: [daily]
"""
FILES = {
    "monitor.yaml": MONITOR,
    "sources.yaml": SOURCES,
    "watchlists/gsomia.yaml": WATCHLIST,
    "hook.secret": "whsec_" + "Y2FuYXJ5" * 5 + "\n",
}
ENV = {"SMTP_PASSWORD": "canary-smtp-1f", "APPRISE_URL": "tgram://canary-token/1"}
CANARIES = ("canary-smtp-1f", "canary-token", "Y2FuYXJ5")


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write a configuration; a missing `hook.secret` would be an error of its own."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.fixture
def files() -> dict[str, str]:
    return dict(FILES)


@pytest.fixture
def folder(tmp_path: Path, files: dict[str, str]) -> Path:
    return write(tmp_path / "config", files)


@pytest.fixture
def env() -> dict[str, str]:
    return dict(ENV)


@pytest.fixture
def canaries() -> tuple[str, ...]:
    return CANARIES


@pytest.fixture
def read(tmp_path: Path, env: dict[str, str]) -> Callable[[dict[str, str]], Config]:
    """Load a configuration given as texts."""

    def reader(files: dict[str, str]) -> Config:
        return load(write(tmp_path / "config", files), env=env)

    return reader


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=UTC)
