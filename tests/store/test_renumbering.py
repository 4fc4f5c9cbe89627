"""An archive of an older version keeps what it knows, and is reindexed once."""

from datetime import UTC, datetime

import nouns
from alembic import command
from sqlalchemy import select, text

from monitor.core import similar
from monitor.store import articles, prints, schema
from monitor.store.engine import open_store
from monitor.store.tables import marks, term_counts
from monitor.store.tables import prints as kept

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WORDS = "The ferry to the northern islands sails again after nine days of storms."


def test_prints_of_an_older_version_get_numbers_and_words_are_not_counted_again(
    empty_url,
):
    store = open_store(empty_url)
    with store.begin() as conn:
        command.upgrade(schema._config(conn), "0009")
    it = nouns.article("1", WORDS, fetched=NOON, language="en")
    with store.begin() as conn:
        _keep_as_before(conn, it)
    store.migrate()
    with store.begin() as conn:
        assert prints.stale(conn) == 1
        assert prints.reindex(conn, limit=10) == [it.id]
        assert prints.reindex(conn, limit=10, after=it.id) == []
        counted = conn.execute(select(term_counts)).all()
        assert counted == [(-7, 3)], "words were counted a second time"
        number = conn.scalar(select(kept.c.number).where(kept.c.article_id == it.id))
        assert set(conn.scalars(select(marks.c.number))) == {number}
        taken = similar.prints(it.title, WORDS, "en")
        copy = nouns.article("2", WORDS, fetched=NOON)
        assert [k.id for k in prints.neighbours(conn, copy, taken).similar] == [it.id]
    store.close()


def _keep_as_before(conn, it):
    story = articles.Opens(story="5" * 16, event="6" * 16)
    articles._insert(conn, it, story, baseline=False, now=NOON)
    conn.execute(
        text(
            "INSERT INTO prints (article_id, algorithm, shingles, numbers, terms) "
            "VALUES (:id, 3, :none, '[]', :none)"
        ),
        {"id": it.id, "none": b""},
    )
    conn.execute(text("INSERT INTO term_counts (term, articles) VALUES (-7, 3)"))
