"""Values are written as people write them, and read back the same."""

from datetime import timedelta
from ipaddress import ip_network
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import names, values
from monitor.config.redact import redact
from monitor.config.suggest import did_you_mean


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("30s", timedelta(seconds=30)),
        ("10m", timedelta(minutes=10)),
        ("6h", timedelta(hours=6)),
        ("3d", timedelta(days=3)),
        ("2w", timedelta(weeks=2)),
        ("1h30m", timedelta(minutes=90)),
        (" 5m ", timedelta(minutes=5)),
        ("0s", timedelta()),
        (timedelta(seconds=4), timedelta(seconds=4)),
    ],
)
def test_durations_carry_their_unit(given, meant):
    assert values.duration(given) == meant


@pytest.mark.parametrize(
    "given",
    [30, 1.5, True, None, "", "m", "10", "10 minutes", "-5m", "1.5h", "99999999w", "5M", "٣m", []],
)  # fmt: skip
def test_what_is_no_duration_is_refused(given):
    with pytest.raises(ValueError, match=r"write|unit"):
        values.duration(given)


@given(st.integers(0, 10**9))
def test_a_duration_reads_back_as_it_is_written(seconds):
    value = timedelta(seconds=seconds)
    assert values.duration(values.written(value)) == value


@given(st.integers(1, 2**40))
def test_a_size_reads_back_as_it_is_written(count):
    text = values.written_size(count)
    if len(text) <= 9:
        assert values.size(text) == count


@pytest.mark.parametrize("given", [8, "9", "8MB", "8 mib", "MiB", "-1KiB", None, 1.5])
def test_what_is_no_size_is_refused(given):
    with pytest.raises(ValueError, match="write"):
        values.size(given)


@pytest.mark.parametrize(
    ("given", "meant"), [("08:00", 480), ("8:05", 485), ("00:00", 0), ("23:59", 1439)]
)
def test_times_of_day_are_minutes_after_midnight(given, meant):
    assert values.local_time(given) == meant


@pytest.mark.parametrize("given", ["24:00", "8", 481, "08:60", "8am", None])
def test_what_is_no_time_of_day_is_refused(given):
    with pytest.raises(ValueError, match="write hours and minutes"):
        values.local_time(given)


@pytest.mark.parametrize(
    ("given", "meant"), [("22:00-07:00", (1320, 420)), ("9:00 - 17:30", (540, 1050))]
)
def test_quiet_hours_have_a_beginning_and_an_end(given, meant):
    assert values.quiet_hours(given) == meant


@pytest.mark.parametrize("given", ["22:00", "22:00-22:00", "22-7", "-", None, 3])
def test_what_is_no_quiet_time_is_refused(given):
    with pytest.raises(ValueError, match="write from and until"):
        values.quiet_hours(given)


@pytest.mark.parametrize("given", ["10.0.0.0/8", "fd00::/8", "127.0.0.1"])
def test_networks_are_read(given):
    assert values.cidr(given) == ip_network(given)
    assert values.cidr(ip_network(given)) == ip_network(given)


@pytest.mark.parametrize(
    "given", ["10.0.0.1/8", "10.0.0.0/33", "localhost", "", None, 4.5]
)
def test_what_is_no_network_is_refused(given):
    with pytest.raises(ValueError, match="write"):
        values.cidr(given)


@pytest.mark.parametrize("given", ["Asia/Seoul", "UTC", "America/Denver"])
def test_zones_are_those_of_the_tz_database(given):
    assert values.zone(given) == given


@pytest.mark.parametrize(
    "given", ["KST", "Asia/Soul", "../etc/passwd", "localtime", "", None]
)
def test_what_is_no_zone_is_refused(given):
    with pytest.raises(ValueError, match="no such time zone"):
        values.zone(given)


@pytest.mark.parametrize(
    "given", ["desk-mail", "a", "2ch", "지소미아", "日韓.summit", "x" * 64]
)
def test_names_may_be_in_any_script(given):
    assert names.name(given) == given


@pytest.mark.parametrize(
    "given", ["", "-a", "a b", "a|b", "a/b", "a\n", "x" * 65, "_a", "@a"]
)
def test_names_hold_nothing_that_divides_or_blanks(given):
    with pytest.raises(ValueError, match="not a name"):
        names.name(given)


@pytest.mark.parametrize(
    "given",
    ["http://a.example", "https://a.example:8443/x?y=%20#z", "https://[2001:db8::1]/", "https://한국.kr/"],
)  # fmt: skip
def test_web_addresses_are_read(given):
    assert names.web_address(given) == given


@pytest.mark.parametrize(
    "given",
    ["a.example", "ftp://a.example", "https://", "https://a:0/", "https://a:x/", "https://a b/",
     "https://a\n/", "https://u:p@a/", "https://u@a/", "https://[::1", "https://a/" + "x" * 2048],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(given):
    with pytest.raises(ValueError, match="an address"):
        names.web_address(given)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("kidn", "did you mean kind?"),
        ("Max-Page", "did you mean max_page?"),
        ("prio", "did you mean priority?"),
        ("weather", ""),
        ("", ""),
    ],
)
def test_the_nearest_name_is_offered(given, meant):
    assert did_you_mean(given, ["kind", "max_page", "priority"]) == meant


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("postgresql://u:canary@h/db", "postgresql://u:***@h/db"),
        ("postgresql://u:p@ss@h/db", "postgresql://u:***@h/db"),
        ("postgresql://h/db?password=canary&x=1", "postgresql://h/db?password=***&x=1"),
        ("sqlite:///data/monitor.db", "sqlite:///data/monitor.db"),
        ("https://h/a@b:c", "https://h/a@b:c"),
    ],
)
def test_passwords_in_addresses_are_masked(given, shown):
    assert redact(given) == shown


def test_every_written_type_has_a_schema():
    for kind in ("Duration", "Size", "LocalTime", "QuietHours", "Cidr", "Timezone"):
        assert any(
            "json_schema" in dir(part) for part in get_args(getattr(values, kind))
        )
