"""Each way to spoil a good configuration has its message, at the right place.

`¦` marks where the message must point: just before the first character of it.
"""

import pytest

from monitor.errors import ConfigError

M, S, W = "monitor.yaml", "sources.yaml", "watchlists/gsomia.yaml"

MUTATIONS = [
    # ---- names of settings
    (M, "timezone:", "¦timezon:", "timezon is not a setting; did you mean timezone?"),
    (M, "politeness: {delay", "politeness: {¦dely", "politeness.dely is not a setting; did you mean delay?"),
    (M, "keep: {articles", "keep: {¦pages", "keep.pages is not a setting; known here: articles, outcomes, deliveries"),
    (M, "      user: desk", "      ¦usr: desk", "channels.desk-mail.smtp.usr is not a setting; did you mean user?"),
    (M, "    from:", "    ¦form:", "channels.desk-mail.form is not a setting; did you mean from?"),
    (M, "workers:", "¦telemetry: on\nworkers:", "telemetry is not a setting; known here: database"),
    (S, "    every: 10m", "    ¦evry: 10m", "sources[0].evry is not a setting; did you mean every?"),
    (S, "rule: {links: a,", "rule: {links: a, ¦title: b,", "sources[1].rule.title is not a setting; known here: links, url"),
    (S, "sources:", "¦source:", "source is not a setting; did you mean sources?"),
    (W, "    priority:", "    ¦prio:", "watches[0].prio is not a setting; did you mean priority?"),
    (W, "watches:\n", "¦watch:\n", "watch is not a setting; did you mean watches?"),
    (W, "    none:", "    ¦lookahead: 3d\n    none:", "watches[1].lookahead is not a setting"),
    # ---- what must be there
    (S, "    outlet: KDNK\n", "", "sources[1].outlet is missing; add `outlet: ...`"),
    (S, "https://www.kdnk.example/\n", "\n", "sources[1].url is missing; add `url: ...`"),
    (M, "    to: [desk@example.org]\n", "", "channels.desk-mail.to is missing; add `to: ...`"),
    (M, "    kind: webhook\n", "", "channels.newsroom-hook.kind is missing; write one of email"),
    (W, "watchlist: gsomia\n", "", "watchlist is missing; add `watchlist: ...`"),
    (W, "name: termination\n    query", "query", "watches[0].name is missing"),
    # ---- one of a few words
    (M, "robots: obey", "robots: ¦obay", "politeness.robots: expected one of obey, ignore; did you mean obey?"),
    (M, "security: starttls", "security: ¦startls", "expected one of starttls, tls, none; did you mean starttls?"),
    (M, "kind: email", "kind: ¦mail", "channels.desk-mail.kind: expected one of email, webhook, apprise, digest"),
    (S, "kind: feed", "kind: ¦rss", "sources[0].kind: expected one of feed, sitemap, section, search"),
    (W, "priority: high", "priority: ¦urgent", "watches[0].priority: expected one of low, normal, high"),
    # ---- durations, sizes, times, places
    (M, "host: 127.0.0.1", "host: ¦127.0.0.1 only", "web.host: not an address to listen on; write 127.0.0.1"),
    (M, "delay: 2s", "delay: ¦2", "politeness.delay: a duration needs a unit; write 2s, 2m, 2h"),
    (M, "delay: 2s", "delay: ¦two", "politeness.delay: not a duration; write a number and a unit"),
    (M, "timeout: 30s", "timeout: ¦0s", "politeness.timeout: too short; write more than 0s"),
    (M, "max_page: 8MiB", "max_page: ¦8", "politeness.max_page: a size needs a unit; write 8B, 8KiB or 8MiB"),
    (M, "max_page: 8MiB", "max_page: ¦8MB", "politeness.max_page: not a size; write a number and a unit"),
    (M, "max_page: 8MiB", "max_page: ¦1B", "politeness.max_page: too small; write 1KiB or more"),
    (M, "memory: 1GiB", "memory: ¦64MiB", "workers.memory: too small; write 256MiB or more"),
    (M, "max_page: 8MiB", "max_page: ¦9GiB", "politeness.max_page: too large; write 64MiB or less"),
    (M, "at: 08:00", "at: ¦24:00", "channels.daily.at: not a time of day; write hours and minutes"),
    (M, '"22:00-07:00"', '¦"22-7"', "channels.phone.quiet: not quiet hours; write from and until"),
    (M, "Asia/Seoul", "¦Asia/Soul", "timezone: no such time zone; did you mean Asia/Seoul?"),
    (M, "Asia/Seoul", "¦KST", "timezone: no such time zone"),
    (M, "8MiB}", "8MiB, allow_private: [¦10.0.0.1/8]}", "not the start of a network; write 10.0.0.0/8"),
    (M, "8MiB}", "8MiB, allow_private: [¦localhost]}", "politeness.allow_private[0]: not a network"),
    (M, "8MiB}", "8MiB, ¦recheck: [4h, 1h]}", "recheck must grow; write [15m, 1h, 4h, 1d, 3d]"),
    (S, "every: 10m", "every: ¦10 minutes", "sources[0].every: not a duration"),
    (S, "    at_most: 3h", "    ¦at_most: 3m", "at_most is shorter than every; write a longer at_most"),
    (S, "language: en", "language: ¦english", "sources[0].language: not a language; write two small letters"),
    (S, "country: KR", "country: ¦kr", "sources[0].country: not a country; write two capital letters"),
    # ---- wrong kinds of things
    (M, "port: 587", "port: ¦smtp", "channels.desk-mail.smtp.port: expected a whole number"),
    (M, "port: 8700", "port: ¦87000", "web.port: too large; write 65535 or less"),
    (M, "count: 2", "count: ¦-1", "workers.count: too small; write 0 or more"),
    (M, "enabled: true", "enabled: ¦maybe", "web.enabled: expected true or false"),
    (M, "to: [desk@example.org]", "to: ¦desk@example.org", "channels.desk-mail.to: expected a list"),
    (M, "to: [desk@example.org]", "to: ¦[]", "channels.desk-mail.to: too few; write 1 or more"),
    (M, "web: {enabled: true, host: 127.0.0.1, port: 8700}", "web: ¦8700", "web: expected settings by name"),
    (M, "contact: desk@newsroom.kr", "contact: ¦42", "contact: expected text; put it into quotes"),
    (M, "contact: desk@newsroom.kr", "contact: ¦the desk", "contact: not a contact; write a mail address"),
    (M, "https://monitor.newsroom.kr", "¦monitor.newsroom.kr", "public_url: not an address; write https://host/path"),
    (S, "sources:\n", "sources: ¦none\nother:\n", "sources: expected a list"),
    (S, "  - name: kdnk", "  - ¦yonhap\n  - name: kdnk", "sources[1]: expected settings by name"),
    (W, "query: '@gsomia AND @ending'", "query: ¦[gsomia, ending]", "watches[0].query: expected text"),
    (W, "    en: [terminate, withdraw]", "    en: ¦terminate", "concepts.ending.en: expected a list"),
    (W, "    en: [terminate, withdraw]", "    ¦english: [terminate]", "english is not a language"),
    # ---- addresses, rules, headers
    (S, "https://example.org/rss/news.xml", "¦ftp://example.org/rss", "sources[0].url: not an address"),
    (S, "https://example.org/rss", "¦https://me:canary-smtp-1f@example.org/rss", "sources[0].url: an address with a login"),
    (S, "rule: {links: a,", "rule: {links: ¦'a[',", "sources[1].rule.links: not a CSS selector"),
    (S, "url: '^https://www", "url: ¦'(https://www", "sources[1].rule.url: not a regular expression"),
    (S, "    kind: section", "    kind: feed", "a rule goes with kind: section; delete it"),
    (S, "{query}", "", "query and {query} in the url go together"),
    (S, "Accept-Language: en", "Cookie: canary-smtp-1f", "Cookie is not sent: sources are read as anyone reads them"),
    (S, "Accept-Language: en", "User-Agent: Mozilla", "User-Agent is set by the spider; delete it"),
    (S, "Accept-Language: en", "'Accept Language': en", "not a header; write a name such as Accept-Language"),
    (S, "Accept-Language: en", "Accept-Language: '한국어'", "not the content of a header; write plain ASCII"),
    (S, "kind: search", "¦query: x\n    kind: feed", None),
    (S, "    kind: search", "    kind: feed", "a query goes with kind: search; write that kind"),
    # ---- twice, or nowhere
    (S, "name: kdnk", "name: ¦yonhap-en", "source yonhap-en stands twice; the first is in"),
    (S, "    kind: feed", "    kind: feed\n    ¦kind: sitemap", "kind stands twice; the first is in line 4"),
    (W, "name: any-mention", "name: ¦termination", "watch termination stands twice; the first is in"),
    (M, "  phone:", "  ¦daily:", None),
    (M, "of: desk-mail", "of: ¦desk-male", "channels.daily.of: there is no channel desk-male; did you mean desk-mail?"),
    (M, "of: desk-mail", "of: ¦daily", "channels.daily.of: daily is a digest itself; name a channel that sends"),
    (W, "[desk-mail, newsroom-hook]", "[desk-mail, ¦newsroom]", "there is no channel newsroom; did you mean newsroom-hook?"),
    (W, "channels: [daily]", "channels: [¦sms]", "there is no channel sms; known here: daily, desk-mail"),
    # ---- names
    (S, "name: kdnk", "name: ¦kdnk radio", "sources[1].name: not a name; write letters, digits"),
    (W, "watchlist: gsomia", "watchlist: ¦gsomia.kr", "watchlist: a dot divides watchlist and concept"),
    (W, "  ending:\n", "  ¦the ending:\n", "concepts: not a name"),
    (M, "  phone:", '  ¦"my phone":', "channels: not a name"),
    # ---- queries
    (W, "'@gsomia AND @ending'", "'@gsomia AND ¦@endng'", "query of termination:"),
    (W, "'@gsomia AND @ending'", "'¦(@gsomia AND @ending'", "query of termination:"),
    (W, "'@gsomia AND @ending'", "'@gsomia AND ¦NEAR'", "query of termination:"),
    (W, "any: ['@gsomia']", "any: ['¦@gsomja']", "query of any-mention: any: “@gsomja”"),
    (W, "    any: ['@gsomia']\n", "", "asks for nothing; write query, any or all"),
    (W, "    query: '@gsomia", "    any: [x]\n    ¦query: '@gsomia", "write either query or the plain form, not both"),
    (W, "en: [terminate, withdraw]", "en: ['¦@gsomia', withdraw]", "concepts.ending:"),
    (W, "  ending:\n    en: [terminate, withdraw]\n    ko: [종료]", "  ending: ¦{person: true}", "concepts.ending: holds no terms; write them by language"),
    (W, "  ending:\n    en: [terminate, withdraw]\n    ko: [종료]", "  ending: ¦terminate", "concepts.ending: expected settings by name"),
    (W, "    none: [Ukraine]", "    none: ['¦NEAR/0 (x']", "query of any-mention: none:"),
    (W, "ko: [종료]", "ko: ¦[]", "concepts.ending.ko: too few; write 1 or more"),
    # ---- secrets
    (M, "env:SMTP_PASSWORD", "¦env:SMTP_PASWORD", "channels.desk-mail.smtp.password: the environment variable SMTP_PASWORD is not set"),
    (M, "env:SMTP_PASSWORD", "¦canary-smtp-1f", "channels.desk-mail.smtp.password: a secret is not written here; write `env:NAME`"),
    (M, "file:hook.secret", "¦file:nowhere", "the secret's file"),
    (M, "env:APPRISE_URL", "¦env:two words", "this is no name of an environment variable"),
    # ---- the database
    (M, "sqlite:///data/monitor.db", "¦mysql://me:canary-smtp-1f@h/db", "database: not a database; write sqlite:///data/monitor.db"),
    (M, "sqlite:///data/monitor.db", "¦'sqlite:///:memory:'", "database: this forgets everything"),
    # ---- YAML itself
    (M, "web: {enabled", "web: {¦enabled: true, enabled", None),
    (M, "timezone: Asia/Seoul", "timezone: ¦*seoul", "no anchor before this alias"),
    (M, "timezone: Asia/Seoul", "timezone: ¦!seoul Asia", "tags are not used here"),
    (M, "timezone: Asia/Seoul", "timezone: ¦@seoul", "not YAML: found character that cannot start any token"),
    (M, "timezone: Asia/Seoul", "timezone: Asia: Seoul", "not YAML: mapping values are not allowed"),
    (M, "  desk-mail:", "¦\tdesk-mail:", "not YAML: a tab begins the line; indent with blanks"),
    (M, "timezone: Asia/Seoul", "¦<<: {a: b}", "merge keys are not YAML 1.2"),
    (M, "channels:\n", "---\nchannels:\n", "a second document; delete the `---`"),
    (M, "workers: {count: 2", "workers: &w {¦*w : 2", "no anchor before this alias"),
    (M, "timezone: Asia/Seoul", "timezone: &¦ UTC", "a mark that begins an anchor or a tag"),
    (M, "{count: 2", "{[count]: 2", "a key must be one word"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    MUTATIONS,
    ids=[f"{i}-{m[3] or m[2]}"[:60] for i, m in enumerate(MUTATIONS)],
)
def test_a_spoilt_configuration_says_what_is_wrong_and_where(  # noqa: PLR0917 - a table
    read, files, canaries, name, old, new, message
):
    assert old in files[name]
    before = files[name].partition(old)[0] + new.partition("¦")[0]
    files[name] = files[name].replace(old, new.replace("¦", ""), 1)

    with pytest.raises(ConfigError) as caught:
        read(files)

    found = [
        p for p in caught.value.problems if (message or "stands twice") in p.message
    ]
    assert found, caught.value
    problem = found[0]
    assert problem.file.endswith(name)
    if "¦" in new and message:
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        assert (problem.line, problem.column) == (line, column), problem
    assert str(problem).startswith(f"{problem.file}:{problem.line or ''}".rstrip(":"))
    assert not any(c in f"{caught.value}{caught.value.problems}" for c in canaries)


def test_there_are_enough_ways_to_spoil_it():
    assert len(MUTATIONS) >= 60


def test_every_problem_is_listed_and_not_only_the_first(read, files):
    files[M] = files[M].replace("Asia/Seoul", "KST").replace("delay: 2s", "delay: 2")
    files[M] = files[M].replace("kind: email", "kind: mail")
    files[S] = files[S].replace("kind: feed", "kind: rss").replace("KDNK", "''")
    files[W] = files[W].replace("AND @ending", "AND @endin").replace("[daily]", "[x]")

    with pytest.raises(ConfigError) as caught:
        read(files)

    assert len(caught.value.problems) == 7
    assert [p.file.rpartition("config/")[2] for p in caught.value.problems] == [
        M, M, M, S, S, W, W,
    ]  # fmt: skip


def test_the_offending_text_is_shown(read, files):
    files[S] = files[S].replace("every: 10m", "every: ten minutes # or so")
    with pytest.raises(ConfigError) as caught:
        read(files)
    assert [p.text for p in caught.value.problems] == ["ten minutes"]


def test_an_unreadable_monitor_file_does_not_blame_the_watchlists(read, files):
    files[M] = files[M].replace("channels:", "channels: [")
    with pytest.raises(ConfigError) as caught:
        read(files)
    assert {p.file.rpartition("/")[2] for p in caught.value.problems} == {M}
