"""Which addresses may be connected to."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.egress import answer_ok, egress_ok, networks

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "2a00:1450:4001:80e::200e",
    "2400:cb00::1",
    "64:ff9b::808:808",  # NAT64 of 8.8.8.8: how an IPv6-only host reaches it
    "::ffff:8.8.8.8",
]

SPECIAL = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.64.0.9",
    "100.127.255.255",
    "127.0.0.0",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.0.1",
    "169.254.169.254",  # where clouds keep credentials
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.8",
    "192.0.0.9",
    "192.0.0.10",
    "192.0.0.170",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::2",
    "::7f00:1",  # IPv4-compatible, retired
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:100.64.0.9",
    "::ffff:169.254.169.254",
    "::ffff:192.168.1.1",
    "::ffff:0.0.0.0",
    "::ffff:0:7f00:1",  # IPv4-translated
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "64:ff9b:1::808:808",
    "100::1",
    "100:0:0:1::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo of 192.0.2.45
    "2001:0:808:808:0:ffff:80ff:fffe",  # Teredo of 127.0.0.1
    "2001:1::1",
    "2001:1::2",
    "2001:1::3",
    "2001:2::1",
    "2001:3::1",
    "2001:4:112::1",
    "2001:10::1",
    "2001:20::1",
    "2001:30::1",
    "2001:db8::1",
    "2002:7f00:1::1",  # 6to4 of 127.0.0.1
    "2002:a00:1::1",
    "2002:c0a8:101::1",
    "2002:808:808::1",
    "2620:4f:8000::1",
    "3fff::1",
    "3fff:fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]


@pytest.mark.parametrize("ip", PUBLIC)
def test_a_public_address_may_be_connected_to(ip):
    assert egress_ok(ip)


@pytest.mark.parametrize("ip", SPECIAL)
def test_a_special_address_is_refused(ip):
    assert not egress_ok(ip)


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0x7f.1", "2130706433"])
def test_what_is_not_an_address_is_refused(text):
    assert not egress_ok(text)


@pytest.mark.parametrize(
    ("ip", "block"),
    [
        ("127.0.0.1", "127.0.0.0/8"),
        ("::ffff:127.0.0.1", "127.0.0.0/8"),
        ("64:ff9b::a00:1", "10.0.0.0/8"),
        ("192.168.7.9", "192.168.7.9"),
        ("fd00::7", "fd00::/8"),
        ("::1", "::1/128"),
    ],
)
def test_a_block_that_a_person_allowed_is_open(ip, block):
    assert egress_ok(ip, networks([block]))
    assert not egress_ok("169.254.169.254", networks([block]))


def test_an_answer_with_one_private_address_is_refused():
    assert answer_ok(["8.8.8.8", "2606:4700:4700::1111"])
    assert not answer_ok(["8.8.8.8", "127.0.0.1"])
    assert not answer_ok([])


def test_a_block_that_is_none_is_named_in_the_refusal():
    with pytest.raises(ValueError, match=r"127\.0\.0\.1/8"):
        networks(["127.0.0.1/8"])


@given(st.integers(0, 2**32 - 1))
def test_a_wrap_never_opens_what_the_address_itself_does_not(number):
    plain = egress_ok(IPv4Address(number))
    assert egress_ok(IPv6Address(0xFFFF << 32 | number)) == plain
    assert egress_ok(IPv6Address(0x64FF9B << 96 | number)) == plain
    assert not egress_ok(IPv6Address(0x2002 << 112 | number << 80 | 1))
    assert not egress_ok(IPv6Address(number))
