"""What ships is right: the configuration, its schemas, its reference page."""

import re
from pathlib import Path

import jsonschema
import pytest
import yaml as pyyaml

from monitor.config import load, schema, write_schemas, write_starter
from monitor.config.channels import CHANNEL_SETTINGS
from monitor.config.errors import inner_model
from monitor.config.reference import BEGIN, END, reference, update
from monitor.config.schema import FILES
from monitor.config.yaml import read

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "config"
KINDS = {
    "monitor": "monitor.yaml",
    "sources": "sources*/*.yaml",
    "watchlist": "watchlists/*.yaml",
}


@pytest.fixture(scope="module")
def shipped():
    return load(SHIPPED, env={})


def test_it_loads_without_secrets_and_asks_only_for_a_contact(shipped):
    assert [p.message[:18] for p in shipped.problems] == ["contact is not set"]
    assert list(shipped.channels) == ["console", "file"]


def test_it_covers_korea_japan_and_the_alliance_in_three_languages(shipped):
    outlets = {s.outlet for s in shipped.sources if s.kind != "search"}
    assert len(outlets) >= 60
    for language, least in {"en": 30, "ko": 20, "ja": 12}.items():
        assert sum(s.language == language for s in shipped.sources) >= least
    assert {s.kind for s in shipped.sources} == {"feed", "sitemap", "section", "search"}
    searches = [s for s in shipped.sources if s.kind == "search"]
    assert {s.language for s in searches} == {"en", "ko", "ja"}
    assert {s.country for s in shipped.sources} >= {"KR", "JP", "US", "GB"}


def test_every_source_says_how_its_address_was_found():
    for path in SHIPPED.glob("sources/*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert "2026-11-21" in text
        if path.name == "searches.yaml":
            continue  # three addresses for all, explained at the top
        known = set(re.findall(r"^#   \[(\w[\w-]*)\]", text, re.MULTILINE))
        for line in re.findall(r"^  - name: .*$", text, re.MULTILINE):
            note = line.partition(" # ")[2]
            assert len(note) > 4, line
            assert set(re.findall(r"\[([\w-]+)\]", note)) <= known, line


def test_its_schemas_are_current(tmp_path):
    for path in write_schemas(tmp_path):
        assert (SHIPPED / "schema" / path.name).read_text(encoding="utf-8") == (
            path.read_text(encoding="utf-8")
        ), (
            "run: python -c 'import monitor.config as c, pathlib as p; c.write_schemas(p.Path(\"config/schema\"))'"
        )


@pytest.mark.parametrize("kind", FILES)
def test_its_files_name_a_schema_that_holds_for_them(kind, tmp_path):
    write_starter(tmp_path)
    content = schema()[kind]
    jsonschema.Draft202012Validator.check_schema(content)
    validator = jsonschema.Draft202012Validator(content)
    paths = [p for folder in (SHIPPED, tmp_path) for p in folder.glob(KINDS[kind])]
    paths += [tmp_path / "sources.yaml"] if kind == "sources" else []
    assert paths
    for path in paths:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / named).resolve().name == f"{kind}.json"
        assert (path.parent / named).exists()
        data = read(path, name=path.name).root.data()
        # YAML's `channels:` with nothing behind it is a null, which we take.
        data = {key: value for key, value in data.items() if value is not None}
        assert list(validator.iter_errors(data)) == []


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("monitor", {"timezon": "UTC"}),
        ("monitor", {"politeness": {"delay": 2}}),
        ("monitor", {"channels": {"a": {"kind": "mail"}}}),
        ("monitor", {"channels": {"a": {"kind": "apprise", "url": "tgram://x"}}}),
        ("sources", {"sources": [{"name": "a b", "outlet": "x", "kind": "feed", "url": "https://a"}]}),
        ("sources", {}),
        ("watchlist", {"watchlist": "a", "watches": []}),
        ("watchlist", {"watchlist": "a", "watches": [{"name": "b", "priority": "urgent"}]}),
        ("watchlist", {"watchlist": "a", "concepts": {"c": {"english": ["x"]}}, "watches": [{"name": "b"}]}),
    ],
)  # fmt: skip
def test_the_schemas_refuse_what_the_loader_refuses(kind, data):
    validator = jsonschema.Draft202012Validator(schema()[kind])
    assert list(validator.iter_errors(data))


def test_the_shipped_files_mean_the_same_to_other_readers_of_yaml():
    for path in SHIPPED.rglob("*.yaml"):
        ours = read(path, name=path.name).root.data()
        theirs = pyyaml.safe_load(path.read_text(encoding="utf-8"))
        assert ours == theirs, path


def settings_of(model):
    for name, field in model.model_fields.items():
        yield field.alias or name, field
        inner = inner_model(field.annotation)
        if inner is not None and name != "channels":
            yield from settings_of(inner)


def test_the_reference_page_names_every_setting_with_its_sentence():
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    for model in (*FILES.values(), *CHANNEL_SETTINGS.values()):
        for name, field in settings_of(model):
            assert field.description, f"{model.__name__}.{name} has no sentence"
            assert f"| `{name}` |" in page
            assert field.description.replace("|", "\\|") in page
    part = page.partition(BEGIN)[2].partition(END)[0]
    assert part.strip() == reference(), (
        "run: python -c 'from monitor.config.reference import update; from pathlib import Path;"
        ' update(Path("docs/configuration.md"))\''
    )


def test_the_reference_is_put_between_its_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    update(page)
    text = page.read_text(encoding="utf-8")
    assert text == f"before\n{BEGIN}\n\n{reference()}\n\n{END}\nafter\n"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="has no"):
        update(page)


def test_the_reference_page_shows_settings_that_work(read_page_examples):
    assert read_page_examples


@pytest.fixture
def read_page_examples(tmp_path):
    """Load the channels and concepts that the page shows."""
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    blocks = [
        re.sub(r"^    ", "", block, flags=re.MULTILINE)
        for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", page, re.MULTILINE)
    ]
    channels = next(b for b in blocks if b.strip().startswith("channels:"))
    concepts = next(b for b in blocks if b.strip().startswith("concepts:"))
    write_starter(tmp_path)
    (tmp_path / "monitor.yaml").write_text(channels, encoding="utf-8")
    (tmp_path / "watchlists" / "summit.yaml").write_text(
        f"watchlist: a\n{concepts.strip()}\n"
        "watches: [{name: b, query: '@gsomia OR @adviser', channels: [daily, phone]}]\n",
        encoding="utf-8",
    )
    env = {
        "SMTP_PASSWORD": "x",
        "HOOK_SECRET": "whsec_" + "QUJD" * 10,
        "APPRISE_URL": "json://localhost",
    }
    return load(tmp_path, env=env).watches
