"""A folder becomes one whole configuration."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config import find_folder, load, write_starter
from monitor.errors import ConfigError
from monitor.model import SectionRule

M, S, W = "monitor.yaml", "sources.yaml", "watchlists/gsomia.yaml"


def messages(caught):
    return [p.message for p in caught.value.problems]


def test_a_good_configuration_is_read_whole(folder, env):
    config = load(folder, env=env)
    assert str(config.database) == "sqlite:///data/monitor.db"
    assert config.database.reveal() == "sqlite:///data/monitor.db"
    assert config.data == Path("data")
    assert config.contact == "desk@newsroom.kr"
    assert config.timezone == "Asia/Seoul"
    assert config.politeness.delay == timedelta(seconds=2)
    assert config.politeness.max_page == 8 * 1024 * 1024
    assert config.politeness.recheck[-1] == timedelta(days=3)
    assert config.keep.articles == timedelta(days=90)
    assert list(config.channels) == ["desk-mail", "newsroom-hook", "phone", "daily"]
    assert config.channels["desk-mail"].smtp.password.reveal() == "canary-smtp-1f"
    assert config.channels["daily"].at == 480
    assert config.problems == ()


def test_sources_become_what_is_polled(folder, env):
    yonhap, kdnk, search = load(folder, env=env).sources
    assert (yonhap.every, yonhap.at_most) == (timedelta(minutes=10), timedelta(hours=3))
    assert kdnk.rule == SectionRule(links="a", url=r"^https://www\.kdnk\.example/")
    assert kdnk.headers == (("Accept-Language", "en"),)
    assert search.url == (
        "https://search.example/rss?q=%EC%A7%80%EC%86%8C%EB%AF%B8%EC%95%84%20OR%20GSOMIA&hl=ko"
    )


def test_a_slow_source_has_its_floor_as_ceiling(read, files):
    files[S] = files[S].replace("every: 10m\n    at_most: 3h", "every: 12h")
    assert read(files).sources[0].at_most == timedelta(hours=12)


def test_watches_carry_query_channels_and_the_words_of_the_user(folder, env):
    config = load(folder, env=env)
    termination, mention = config.watches
    assert config.watchlists[0].watches == config.watches
    assert [c.name for c in config.watchlists[0].concepts] == ["gsomia", "ending"]
    assert termination.source == "@gsomia AND @ending"
    assert termination.channels == ("desk-mail", "newsroom-hook")
    assert termination.priority == "high"
    assert "Ukraine" in mention.source
    assert mention.channels == ("daily",)


def test_a_watch_without_channels_tells_all_but_digests(read, files):
    files[W] = files[W].replace("    channels: [daily]\n", "")
    assert read(files).watches[1].channels == ("desk-mail", "newsroom-hook", "phone")


def test_without_channels_alerts_go_to_the_terminal_and_to_a_file(read, files):
    head = files[M].partition("channels:")[0].replace("data/monitor", "var/m/monitor")
    files[M] = f"{head}channels:\n"
    files[W] = "\n".join(x for x in files[W].splitlines() if "channels:" not in x)
    config = read(files)
    assert list(config.channels) == ["console", "file"]
    assert config.channels["file"].path == "var/m/alerts.jsonl"
    assert config.watches[0].channels == ("console", "file")


def test_concepts_of_other_watchlists_are_reached_by_their_full_name(read, files):
    files["watchlists/exports.yaml"] = (
        "watchlist: exports\n"
        "watches: [{name: both, query: '@gsomia.gsomia AND exports'}]\n"
    )
    assert len(read(files).watches) == 3
    files["watchlists/exports.yaml"] = (
        "watchlist: exports\nwatches: [{name: both, query: '@gsomia AND exports'}]\n"
    )
    with pytest.raises(ConfigError) as caught:
        read(files)
    assert len(messages(caught)) == 1


def test_sources_may_be_spread_over_a_folder(read, files):
    files["sources/korea.yaml"] = (
        "sources:\n  - {name: kbs, outlet: KBS, kind: feed, url: https://kbs.example/}\n"
    )
    assert [s.name for s in read(files).sources] == [
        "yonhap-en",
        "kdnk",
        "search-ko",
        "kbs",
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "sources/b.yaml",
            "sources:\n- {name: kdnk, outlet: K, kind: feed, url: https://k.example/}\n",
            "source kdnk stands twice; the first is in",
        ),
        (
            "watchlists/z.yaml",
            "watchlist: gsomia\nwatches: [{name: x, query: y}]\n",
            "watchlist gsomia stands twice; the first is in",
        ),
    ],
)
def test_names_are_unique_across_files(read, files, name, text, message):
    files[name] = text
    with pytest.raises(ConfigError) as caught:
        read(files)
    assert [p.file.endswith(name) for p in caught.value.problems] == [True]
    assert messages(caught)[0].startswith(message)


def test_one_watch_name_may_stand_in_two_watchlists(read, files):
    files["watchlists/b.yaml"] = (
        "watchlist: other\nwatches: [{name: termination, query: treaty}]\n"
    )
    assert len(read(files).watches) == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("contact: desk@newsroom.kr\n", "", "contact is not set; write your address"),
        ("desk@newsroom.kr", "desk@example.org", "contact is the example's"),
        ("robots: obey", "robots: ignore", "robots.txt is ignored"),
        ("host: 127.0.0.1", "host: 0.0.0.0", "the pages will not be served"),
        (
            "sqlite:///data/monitor.db",
            "postgresql://u:canary-smtp-1f@h/db",
            "a password stands in this file; write `database: env:DATABASE_URL`",
        ),
    ],
)
def test_doubtful_settings_are_warned_of_and_taken(
    read, files, canaries, old, new, message
):
    files[M] = files[M].replace(old, new)
    config = read(files)
    (problem,) = config.problems
    assert problem.warning
    assert message in problem.message
    assert problem.line
    assert not any(c in f"{config}{problem}" for c in canaries)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("every: 10m", "every: 30s", "yonhap-en is read more than once a minute"),
        (
            "https://www.kdnk.example/\n",
            "https://example.org/rss/news.xml\n",
            "address https://example.org/rss/news.xml stands twice",
        ),
    ],
)
def test_doubtful_sources_are_warned_of_and_taken(read, files, old, new, message):
    files[S] = files[S].replace(old, new)
    (problem,) = read(files).problems
    assert message in problem.message


def test_searches_may_share_an_address(read, files):
    files[S] += (
        files[S][files[S].index("  - name: search-ko") :]
        .replace("search-ko", "search-2")
        .replace("지소미아 OR GSOMIA", "독도")
    )
    assert read(files).problems == ()


def test_advice_on_queries_points_at_the_words(read, files):
    files[W] = files[W].replace("withdraw]", "withdraw, withdraw from]")
    files[W] = files[W].replace("none: [Ukraine]", "none: [Ukraine, a*]")
    problems = read(files).problems
    assert len(problems) == 2
    assert [(p.line, p.column) for p in problems] == [(7, 31), (16, 21)]
    assert all(p.warning for p in problems)


def test_a_concept_that_another_watchlist_uses_is_used(read, files):
    files[W] = files[W].replace("concepts:\n", "concepts:\n  treaty: {en: [treaty]}\n")
    assert "no watch uses @treaty" in read(files).problems[0].message
    files["watchlists/b.yaml"] = (
        "watchlist: b\nwatches: [{name: x, query: '@gsomia.treaty AND pact'}]\n"
    )
    assert read(files).problems == ()


def test_files_that_would_not_be_read_are_warned_of(read, files):
    files["watchlist.yaml"] = files["sources/a.yml"] = "x: 1\n"
    files["watchlists/.#gsomia.yaml"] = "{"
    files["sources/notes.txt"] = "{"
    problems = read(files).problems
    assert [p.file.rpartition("config/")[2] for p in problems] == [
        "sources/a.yml",
        "watchlist.yaml",
    ]


def test_without_watchlists_there_is_a_warning(read, files):
    del files[W]
    assert "there is no watchlist" in read(files).problems[0].message


@pytest.mark.parametrize("name", [M, S])
def test_a_missing_file_is_named(read, files, name):
    del files[name]
    with pytest.raises(ConfigError) as caught:
        read(files)
    problem = caught.value.problems[0]
    assert problem.file.endswith(name)
    assert "cannot be read: No such file or directory" in problem.message


def test_a_missing_folder_is_told_how_to_make(tmp_path):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "nowhere", env={})
    assert messages(caught) == [
        "there is no such folder; `news-monitor init DIR` writes one"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "sources is missing; add `sources: ...`"),
        ("# nothing\n", "sources is missing"),
        ("- a\n", "expected settings by name"),
        ("text\n", "expected settings by name"),
        ("sources:\n", "sources is missing"),
    ],
)
def test_an_empty_or_shapeless_file_is_told_what_it_needs(read, files, text, message):
    files[S] = text
    with pytest.raises(ConfigError) as caught:
        read(files)
    assert message in messages(caught)[0]


def test_the_version_changes_with_the_content_and_only_then(read, files):
    first = read(files).version
    assert first == read(files).version
    assert len(first) == 16
    files[W] = files[W].replace("withdraw", "withdraws")
    assert read(files).version != first


def test_the_folder_is_the_named_one_then_the_environments_then_config():
    assert find_folder(Path("a"), {"NEWS_MONITOR_CONFIG": "b"}) == Path("a")
    assert find_folder(None, {"NEWS_MONITOR_CONFIG": "b"}) == Path("b")
    assert find_folder(None, {}) == Path("config")


def test_the_data_folder_is_made_where_the_database_lies(read, files, tmp_path):
    files[M] = files[M].replace("sqlite:///data/", f"sqlite:///{tmp_path}/a/b/")
    config = read(files)
    config.make_folders()
    config.make_folders()
    assert (tmp_path / "a" / "b").is_dir()


def test_beside_a_server_the_data_folder_is_called_data(read, files):
    files[M] = files[M].replace("sqlite:///data/monitor.db", "postgresql://h/db")
    assert read(files).data == Path("data")


def test_a_first_configuration_runs_as_it_is(tmp_path):
    made = write_starter(tmp_path / "new")
    config = load(tmp_path / "new", env={})
    assert len(config.watches) == 2
    assert [p.message[:18] for p in config.problems] == ["contact is not set"]
    assert tmp_path / "new" / "schema" / "monitor.json" in made


def test_a_first_configuration_keeps_what_is_there(tmp_path):
    (tmp_path / "monitor.yaml").write_text("timezone: UTC\n", encoding="utf-8")
    made = write_starter(tmp_path)
    assert tmp_path / "monitor.yaml" not in made
    assert load(tmp_path, env={}).timezone == "UTC"


SCALARS = st.sampled_from(
    ["", "~", "true", "-1", "9" * 25, "1e309", "[]", "{}", "[[]]", "x", "10m", "*a", "!b",
     "|", ">", "'", '"', "- ", "? ", ": ", "{a: b}", "env:X", "file:", "file:\\0", "../..",
     "@gsomia", "\u202e", "\x00", "가", "%", "${x}", "canary-smtp-1f"]
)  # fmt: skip


@st.composite
def spoilt(draw):
    """Draw a file and a way to spoil its text."""
    name = draw(st.sampled_from([M, S, W]))
    way = draw(st.sampled_from(["cut", "drop", "twice", "value", "insert", "indent"]))
    return name, way, draw(st.integers(0, 10_000)), draw(SCALARS)


def spoil(text, way, at, scalar):
    lines = text.splitlines(keepends=True)
    if not lines:
        return scalar
    row = at % len(lines)
    if way == "cut":
        return text[: at % len(text)]
    if way == "insert":
        place = at % len(text)
        return text[:place] + scalar + text[place:]
    key, colon, _ = lines[row].partition(":")
    lines[row] = {
        "drop": "",
        "twice": lines[row] * 2,
        "value": f"{key}{colon} {scalar}\n",
        "indent": f" {lines[row]}",
    }[way]
    return "".join(lines)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=st.lists(spoilt(), min_size=1, max_size=3))
def test_a_file_spoilt_at_random_is_taken_or_explained(read, files, canaries, changes):
    files = dict(files)
    for name, way, at, scalar in changes:
        files[name] = spoil(files[name], way, at, scalar)
    try:
        config = read(files)
    except ConfigError as e:
        problems = e.problems
    else:
        problems = config.problems
        assert all(p.warning for p in problems)
    for problem in problems:
        assert problem.message
        assert problem.line is None or problem.line > 0
    # One word of the sample is a password that somebody put anywhere at all; what
    # stands in a place of its own is never shown, and neither are real secrets.
    assert not any(c in f"{problems}" for c in canaries[1:])


def test_a_folder_that_cannot_be_listed_is_an_error_and_not_empty(folder, env):
    lists = folder / "watchlists"
    shutil.rmtree(lists)
    lists.write_text("not a folder", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(folder, env=env)
    assert "watchlists: cannot be read: Not a directory" in str(caught.value)
