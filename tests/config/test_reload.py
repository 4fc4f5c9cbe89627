"""A changed configuration is taken over whole, and a wrong one is not."""

import os

import pytest

from monitor.config import Reloader, load
from monitor.errors import ConfigError

M, S, W = "monitor.yaml", "sources.yaml", "watchlists/gsomia.yaml"


@pytest.fixture
def change(folder):
    """Rewrite a file, with a time of change of its own."""
    clock = iter(range(2_000_000_000, 3_000_000_000))

    def rewrite(name, old, new):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        moment = next(clock)
        os.utime(path, (moment, moment))

    return rewrite


@pytest.fixture
def reloader(folder, env):
    return Reloader(load(folder, env=env), env=env)


def test_nothing_changed_is_nothing_told(reloader):
    assert [reloader.check() for _ in range(3)] == [None, None, None]


def test_a_change_counts_once_its_files_stand_still(reloader, change):
    before = reloader.current
    change(S, "every: 10m", "every: 20m")
    assert reloader.check() is None
    after = reloader.check()
    assert after is reloader.current
    assert after.version != before.version
    assert after.sources[0].every != before.sources[0].every
    assert reloader.check() is None


def test_a_file_written_in_two_halves_is_read_as_one(reloader, folder):
    text = (folder / S).read_text(encoding="utf-8").replace("every: 10m", "every: 20m")
    half = text.index("  - name: kdnk")
    (folder / S).write_text(text[:half], encoding="utf-8")
    assert reloader.check() is None
    (folder / S).write_text(text, encoding="utf-8")
    assert reloader.check() is None
    assert len(reloader.check().sources) == 3


def test_a_wrong_change_leaves_the_old_one_and_is_told_once(reloader, change):
    before = reloader.current
    change(W, "@ending'", "@endin'")
    reloader.check()
    error = reloader.check()
    assert isinstance(error, ConfigError)
    assert error.problems[0].file.endswith(W)
    assert reloader.current is before
    assert [reloader.check(), reloader.check()] == [None, None]
    change(W, "@endin'", "@ending'")
    change(M, "delay: 2s", "delay: 3s")
    reloader.check()
    assert reloader.check() is reloader.current
    assert reloader.current is not before


def test_going_back_to_what_is_in_force_ends_a_refusal(reloader, change):
    before = reloader.current
    change(W, "@ending'", "@endin'")
    reloader.check()
    assert isinstance(reloader.check(), ConfigError)
    change(W, "@endin'", "@ending'")
    reloader.check()
    assert reloader.check() == before
    assert [reloader.check(), reloader.check()] == [None, None]


def test_a_touched_file_is_no_change(reloader, change):
    before = reloader.current
    change(S, "every: 10m", "every: 10m")
    assert [reloader.check(), reloader.check()] == [None, None]
    assert reloader.current is before


def test_a_new_file_and_a_removed_one_are_changes(reloader, folder):
    new = folder / "sources" / "b.yaml"
    new.parent.mkdir()
    new.write_text(
        "sources: [{name: kbs, outlet: KBS, kind: feed, url: https://kbs.example/}]",
        encoding="utf-8",
    )
    reloader.check()
    assert len(reloader.check().sources) == 4
    new.unlink()
    reloader.check()
    assert len(reloader.check().sources) == 3


def test_a_secret_file_that_changes_is_a_change(reloader, folder):
    (folder / "hook.secret").write_text("whsec_" + "bmV3" * 10, encoding="utf-8")
    reloader.check()
    secret = reloader.check().channels["newsroom-hook"].secret
    assert secret.reveal() == "whsec_" + "bmV3" * 10


def test_a_signal_reads_at_once_and_tells_even_what_is_the_same(reloader, change):
    assert reloader.check(force=True) is reloader.current
    change(S, "every: 10m", "every: 20m")
    assert reloader.check(force=True) is reloader.current
    assert reloader.current.sources[0].every.total_seconds() == 1200


def test_what_changes_while_it_is_read_is_read_again(folder, change, env):
    class Meddling(dict):
        """An environment whose reading coincides with another change of a file."""

        def get(self, name, default=None):
            if self.pop("meddle", None):
                change(M, "delay: 3s", "delay: 4s")
            return super().get(name, default)

    reloader = Reloader(load(folder, env=env), env=Meddling(env, meddle="yes"))
    change(M, "delay: 2s", "delay: 3s")
    assert [reloader.check(), reloader.check(), reloader.check()] == [None, None, None]
    assert reloader.check().politeness.delay.total_seconds() == 4


def test_a_folder_that_vanishes_leaves_the_configuration_in_force(reloader, folder):
    before = reloader.current
    folder.rename(folder.with_name("gone"))
    reloader.check()
    assert isinstance(reloader.check(), ConfigError)
    assert reloader.current is before


def test_many_reloads_each_take_over_one_whole_version(reloader, change):
    versions = set()
    for count in range(300):
        slow = count % 2 == 0
        change(S, *(("every: 10m", "every: 20m")[:: 1 if slow else -1]))
        change(M, *(("delay: 2s", "delay: 4s")[:: 1 if slow else -1]))
        config = reloader.check(force=True)
        assert config.sources[0].every.total_seconds() == (1200 if slow else 600)
        assert config.politeness.delay.total_seconds() == (4 if slow else 2)
        versions.add(config.version)
    assert len(versions) == 2


def test_queries_that_stay_are_not_read_again(reloader, change):
    before = {w.name: w.query for w in reloader.current.watches}
    change(S, "every: 10m", "every: 20m")
    after = {w.name: w.query for w in reloader.check(force=True).watches}
    assert after == before
    assert after["termination"] is before["termination"]


def test_a_changed_concept_changes_the_queries_that_ask_for_it(reloader, change):
    before = {w.name: w.query for w in reloader.current.watches}
    change(W, "terminate, withdraw", "terminate, scrap")
    after = {w.name: w.query for w in reloader.check(force=True).watches}
    assert after["termination"] != before["termination"]
