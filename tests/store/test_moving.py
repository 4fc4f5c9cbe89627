"""An archive goes to another database whole, however often the move is cut off."""

from datetime import timedelta

import nouns
import pytest
from sqlalchemy import insert, select, text, update

from monitor.core import ids
from monitor.errors import StoreError
from monitor.store import links, meta, moving, outbox, search, sources, target
from monitor.store.engine import open_store
from monitor.store.tables import (
    alerts,
    articles,
    metadata,
    outcomes,
    prints,
    search_rows,
)

WORDS = [
    "지소미아 종료를 발표했다",
    "Seoul ends the pact",
    "軍事情報包括保護協定を終了",
]


def fill(store, now, first=0, number=12):
    """Put some of everything into a store."""
    with store.begin() as conn:
        sources.register(conn, [nouns.source(f"s{n}") for n in range(3)], now)
        for n in range(first, first + number):
            one = nouns.article(
                f"p{n}", f"{WORDS[n % 3]} {n}.\n" * 3, fetched=now, title=f"Ä-{n} 제목"
            )
            placed = nouns.opens(one)
            links.announce(conn, [nouns.link(f"p{n}")], now=now)
            alert = nouns.alert(placed, now=now, article=one)
            nouns.record(conn, one, placed, now=now, matches=[nouns.match()])
            outbox.put(conn, [alert])
            conn.execute(
                insert(outcomes).values(
                    source="s1",
                    url=one.url,
                    purpose="page",
                    kind="article",
                    reason="",
                    seconds=0.1 * n,
                    at=now,
                )
            )
        meta.keep(conn, "starts", {"x": ["y", now.isoformat()]})
        meta.keep(conn, "procrastinate", "9.9")


@pytest.fixture
def elsewhere(store, tmp_path, new_postgresql):
    """Open an empty archive of the other kind."""
    there = (
        new_postgresql() if store.dialect == "sqlite" else f"sqlite:///{tmp_path}/to.db"
    )
    opened = open_store(there)
    opened.migrate()
    yield opened
    opened.close()


def everything(store):
    with store.read() as conn:
        return {
            t.name: sorted(map(repr, conn.execute(select(t))))
            for t in metadata.sorted_tables
            if t.name not in moving.LEFT_BEHIND | {"meta"}
        }


def test_everything_is_there_afterwards(store, elsewhere, now):
    fill(store, now)
    steps = []
    moved = list(moving.move(store, elsewhere, step=lambda: steps.append(1)))
    assert everything(elsewhere) == everything(store)
    assert len(steps) == moving.count(store) - 1  # the version of a queue stays behind
    assert all(m.there == m.digest for m in moved)
    by_name = {m.table: m for m in moved}
    assert by_name["articles"].rows == by_name["articles"].written == 12
    with elsewhere.read() as conn:
        assert meta.recall(conn, "starts") is not None
        assert meta.recall(conn, "procrastinate") is None
    for words in ("지소미아", "pact", "保護協定"):
        with store.read() as old, elsewhere.read() as new:
            assert search.search(new, words) == search.search(old, words) != []


def test_a_second_move_brings_over_only_what_changed(store, elsewhere, now):
    fill(store, now)
    list(moving.move(store, elsewhere))
    fill(store, now, first=12, number=2)
    with store.begin() as conn:
        one = ids.article_id("https://news.example/p0")
        conn.execute(
            update(articles).where(articles.c.id == one).values(title="Another")
        )
        conn.execute(alerts.delete().where(alerts.c.article_id == one))
    written = {m.table: m.written for m in moving.move(store, elsewhere)}
    assert (written["articles"], written["alerts"], written["links"]) == (3, 2, 2)
    assert everything(elsewhere) == everything(store)
    assert not any(m.written for m in moving.move(store, elsewhere))


def test_a_move_that_is_cut_off_again_and_again_ends_whole(store, elsewhere, now):
    fill(store, now, number=210)
    cut = 0

    def die(_: str) -> None:
        raise KeyboardInterrupt

    while True:
        passed = iter(range(cut))

        def point(name: str, passed=passed) -> None:
            if next(passed, None) is None:
                die(name)

        try:
            list(moving.move(store, elsewhere, failpoint=point, at_once=200))
        except KeyboardInterrupt:
            cut += 4
            with pytest.raises(StoreError, match="half of a copy"):
                elsewhere.check()  # no monitor starts on it
            continue
        break
    assert cut > 3
    elsewhere.check()
    assert everything(elsewhere) == everything(store)


def test_ids_go_on_after_those_that_came_over(store, elsewhere, now):
    fill(store, now)
    list(moving.move(store, elsewhere))
    fill(elsewhere, now, first=12, number=1)
    with elsewhere.read() as conn:
        numbers = set(conn.scalars(select(outcomes.c.id)))
        rows = set(conn.scalars(select(search_rows.c.id)))
    assert len(numbers) == len(rows) == 13
    assert max(numbers) == min(numbers) + 12


def test_what_does_not_read_back_as_it_was_written_is_said(store, elsewhere, now):
    fill(store, now)

    with elsewhere.begin() as conn:
        name = "CREATE TRIGGER spoil AFTER INSERT ON articles"
        if elsewhere.dialect == "sqlite":
            conn.execute(
                text(
                    f"{name} BEGIN UPDATE articles SET title = 'x' WHERE id = NEW.id; END"
                )
            )
        else:
            conn.execute(
                text(
                    "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
                    " $$ BEGIN NEW.title = 'x'; RETURN NEW; END $$"
                )
            )
            conn.execute(
                text(
                    "CREATE TRIGGER spoil BEFORE INSERT ON articles"
                    " FOR EACH ROW EXECUTE FUNCTION spoil()"
                )
            )
    with pytest.raises(StoreError, match="articles does not read back"):
        list(moving.move(store, elsewhere))


def test_writing_goes_on_while_the_archive_is_copied(store, elsewhere, now):
    fill(store, now)
    before = everything(store)
    mover = moving.move(store, elsewhere)
    next(mover)
    fill(store, now + timedelta(hours=1), first=50, number=3)
    list(mover)
    assert everything(elsewhere) == before


def test_a_target_that_an_earlier_copy_left_is_taken(store, elsewhere, now):
    target.refuse_another(store, elsewhere)  # it is empty
    fill(store, now)
    list(moving.move(store, elsewhere))
    fill(store, now + timedelta(hours=1), first=12, number=2)
    target.refuse_another(store, elsewhere)


def test_an_archive_of_its_own_is_no_target(store, elsewhere, now):
    fill(elsewhere, now)
    with pytest.raises(
        StoreError, match=r"^(sqlite|postgresql)://.* turn --from and --to round"
    ):
        target.refuse_another(store, elsewhere)
    fill(store, now, first=3)
    with pytest.raises(StoreError, match="an archive of its own"):
        target.refuse_another(store, elsewhere)


def test_a_target_that_was_in_use_since_is_none_any_more(store, elsewhere, now):
    fill(store, now)
    list(moving.move(store, elsewhere))
    with elsewhere.begin() as conn:
        conn.execute(update(outcomes).values(at=now + timedelta(minutes=5)))
    with pytest.raises(StoreError, match="an archive of its own"):
        target.refuse_another(store, elsewhere)


# A SQLite target is replaced as a file.
@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_backup_goes_over_articles_that_were_revised_since(store, elsewhere, now):
    fill(store, now)
    list(moving.move(store, elsewhere))
    with elsewhere.begin() as conn:
        for n in range(12):
            search.index(conn, nouns.article(f"p{n}", f"revised {n}", fetched=now))
        conn.execute(update(prints).values(number=prints.c.number + 100))
    list(moving.move(store, elsewhere, at_once=3))
    assert everything(elsewhere) == everything(store)
    with elsewhere.read() as conn:
        assert search.search(conn, "revised") == []
        assert len(search.search(conn, "지소미아")) == 4
