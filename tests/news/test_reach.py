import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.errors import SettingsError
from news.reach import AllowedHosts, ascii_name, is_public

NOBODY = AllowedHosts()


@pytest.mark.parametrize("address", ["1.1.1.1", "203.162.0.1", "2001:4860:4860::8888", "2002:101:101::1", "64:ff9b::101:101"])
def test_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.2.3",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::1",
        "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert not NOBODY.allows("town.example", 80, ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_carried_by_another_is_judged_alike(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for carrier in (0xFFFF << 32, int(ipaddress.IPv6Address("64:ff9b::")), 0x2002 << 112):
        carried = ipaddress.IPv6Address(carrier | (number << 80 if carrier >> 112 == 0x2002 else number))
        assert is_public(carried) == is_public(address)


HOME = ipaddress.ip_address("127.0.0.1")


@pytest.mark.parametrize(
    ("entry", "host", "port", "address", "allowed"),
    [
        ("127.0.0.1", "127.0.0.1", 8081, "127.0.0.1", True),
        ("127.0.0.1:8081", "127.0.0.1", 8081, "127.0.0.1", True),
        ("127.0.0.1:8081", "127.0.0.1", 8082, "127.0.0.1", False),
        ("127.0.0.1", "evil.example", 80, "127.0.0.1", False),
        ("127.0.0.1", "2130706433", 80, "127.0.0.1", False),
        ("[::1]:8081", "::1", 8081, "::1", True),
        ("::1", "::1", 9, "::1", True),
        ("[0:0::1]:8081", "::1", 8081, "::1", True),
        ("Intranet.Example", "intranet.example", 80, "10.1.2.3", True),
        ("intranet.example:8080", "intranet.example", 80, "10.1.2.3", False),
        ("phường.example", "xn--phng-5mc0f.example", 80, "10.1.2.3", False),
        ("10.0.0.0/8", "any.example", 80, "10.1.2.3", True),
        ("10.0.0.0/8", "any.example", 80, "192.168.1.1", False),
        ("fd00::/8", "any.example", 80, "fd00::1", True),
        ("10.0.0.0/8", "any.example", 80, "fd00::1", False),
    ],
)
def test_only_what_an_operator_named_is_excepted(entry: str, host: str, port: int, address: str, allowed: bool) -> None:
    assert AllowedHosts.parse([entry]).allows(host, port, ipaddress.ip_address(address)) == allowed


def test_an_internationalised_name_is_the_same_in_both_forms() -> None:
    wire = ascii_name("phường.example")
    assert wire.startswith("xn--")
    assert AllowedHosts.parse(["phường.example"]).allows(wire, 80, HOME)
    assert AllowedHosts.parse([wire]).allows("phường.example", 80, HOME)


@pytest.mark.parametrize(
    "entry", ["", ":80", "a:b", "a:0", "a:99999", "http://a", "10.0.0.0/99", "10.1.2.3/8", "a b", "u@h", "[:::]:1"]
)
def test_an_entry_that_is_no_host_is_refused_with_its_name(entry: str) -> None:
    with pytest.raises(SettingsError, match=r"crawl\.allow_private_hosts"):
        AllowedHosts.parse([entry])
