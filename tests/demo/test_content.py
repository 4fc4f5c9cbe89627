"""What the demo publishes is what its own files claim."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from monitor.config import Config, load
from monitor.core import revision
from monitor.core.match import Engine, facts
from monitor.demo import settings
from monitor.demo.content import Content, Piece, load_content


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("demo")
    place = settings.Place(
        folder=folder,
        smtp_port=2525,
        hook_port=8080,
        hook_secret="whsec_" + "A" * 32,
        web_port=None,
    )
    sources = [
        (site, f"http://127.0.0.1:{8100 + n}{site.listing}")
        for n, site in enumerate(load_content().sites)
    ]
    settings.write(place, sources, seconds=60)
    return load(folder)


def test_the_newsroom_has_sites_of_every_kind_in_three_languages(content: Content):
    assert {site.language for site in content.sites} == {"en", "ko", "ja"}
    forms = {site.form for site in content.sites}
    assert forms == {"rss", "atom", "json", "sitemap", "section"}
    assert {site.encoding for site in content.sites} >= {"euc-kr", "shift_jis"}
    assert 40 <= len(content.pieces) <= 50


def test_every_article_has_a_name_and_an_address_of_its_own(content: Content):
    assert len({piece.id for piece in content.pieces}) == len(content.pieces)
    places = {(piece.site, piece.path) for piece in content.pieces}
    assert len(places) == len(content.pieces)


def test_every_site_has_old_news_that_must_stay_silent(content: Content):
    old = Counter(piece.site for piece in content.pieces if piece.at is None)
    assert set(old) == {site.id for site in content.sites}
    assert any(piece.watches for piece in content.pieces if piece.at is None)


def test_the_play_is_over_within_its_minute(content: Content):
    last = [t for p in content.pieces for t in (p.at, p.revised_at) if t is not None]
    assert max(last) < 60
    assert min(last) > 0


def test_articles_can_be_written_in_their_sites_encoding(
    content: Content, piece: Piece
):
    encoding = content.site(piece.site).encoding
    for state in piece.states:
        for text in (state.title, state.by, state.text):
            assert text.encode(encoding).decode(encoding) == text


def test_an_article_matches_the_watches_that_its_file_names(
    content: Content, config: Config, piece: Piece
):
    about = facts(language=content.site(piece.site).language)
    for state in piece.states:
        found = Engine(config.watches).ask(state.title, state.text, about)
        assert {match.watch for match in found} == piece.watches


def test_a_revision_is_as_material_as_its_file_says(content: Content):
    revised = [piece for piece in content.pieces if len(piece.states) == 2]
    assert {piece.material for piece in revised} == {True, False}
    for piece in revised:
        old, new = piece.states
        change = revision.compare(old.title, old.text, new.title, new.text)
        assert change.material == piece.material


def test_a_copy_is_out_after_its_original_under_another_headline(content: Content):
    copies = [piece for piece in content.pieces if piece.copy_of]
    assert len(copies) >= 3
    for copy in copies:
        original = content.piece(str(copy.copy_of))
        assert copy.site != original.site
        assert (copy.at or 0) > (original.at or 0)
        assert copy.states[0].title != original.states[0].title
        assert set(copy.states[0].paragraphs) < set(original.states[0].paragraphs)
        assert copy.story == original.story


def test_some_article_is_kept_from_robots(content: Content):
    closed = [piece for piece in content.pieces if content.closed(piece)]
    assert len(closed) == 1
    assert closed[0].watches  # it would be told, were it read


def test_the_configuration_draws_no_advice_but_on_its_haste(config: Config):
    others = [p for p in config.problems if "more than once a minute" not in p.message]
    assert others == []
    assert {source.kind for source in config.sources} == {"feed", "sitemap", "section"}
    assert not config.web.enabled


def test_the_secret_is_a_reference_in_the_configuration(config: Config):
    written = yaml.safe_load((config.folder / "monitor.yaml").read_text())
    assert written["channels"]["desk-hook"]["secret"].startswith("file:")
    assert Path(config.folder / "hook.secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("seconds", [5, 12, 60, 600])
def test_a_play_of_any_length_has_a_configuration(tmp_path: Path, seconds: float):
    place = settings.Place(
        folder=tmp_path,
        smtp_port=2525,
        hook_port=8080,
        hook_secret="whsec_" + "A" * 32,
        web_port=8701,
    )
    site = load_content().sites[0]
    settings.write(place, [(site, "http://127.0.0.1:8000/")], seconds=seconds)
    config = load(tmp_path)
    assert config.web.enabled
    assert config.web.port == 8701
    assert config.public_url == place.web == "http://127.0.0.1:8701/"
