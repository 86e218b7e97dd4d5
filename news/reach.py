"""Reach: which addresses are nobody's business from outside, and which private ones an operator has named."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from news.errors import SettingsError

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291 section 2.5.5.1
_SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")  # RFC 3879
_FURTHER_PRIVATE = (
    ipaddress.IPv4Network("100.64.0.0/10"),  # carriers' own, RFC 6598
    ipaddress.IPv4Network("192.0.0.0/24"),  # RFC 6890
    ipaddress.IPv4Network("192.88.99.0/24"),  # RFC 7526
    ipaddress.IPv4Network("168.63.129.16/32"),  # a cloud's own service under a public number
)


def is_public(address: IP) -> bool:
    """Whether an address is one that anybody on the internet can reach.

    No loopback, private, link-local (where clouds keep their metadata), multicast, unspecified, reserved, documentation or
    carrier address is, nor one that carries such an IPv4 address inside: mapped, compatible, 6to4, Teredo, NAT64.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address in _LOCAL_NAT64 or address in _SITE_LOCAL or address.scope_id is not None:
            return False
        inner = tuple(_carried(address))
        if inner:
            return all(is_public(each) for each in inner)
    elif any(address in network for network in _FURTHER_PRIVATE):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64 or address in _COMPATIBLE:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def ascii_name(host: str) -> str:
    """Return a host's name as it goes over the wire: in lower case, internationalised names in their ASCII form."""
    name = host.lower().strip("[]")
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


@dataclass(frozen=True, kw_only=True)
class AllowedHosts:
    """The hosts whose addresses need not be public, because an operator named them."""

    names: frozenset[tuple[str, int | None]] = frozenset()
    """Host as it stands in an address, and port; None: any port."""
    networks: tuple[Network, ...] = ()
    """Addresses that may be reached under any name."""

    @classmethod
    def parse(cls, entries: Iterable[str]) -> Self:
        """Read entries such as "127.0.0.1", "127.0.0.1:8081", "[::1]:8081", "intranet.example" or "10.0.0.0/8".

        Raise SettingsError for one that is none of these.
        """
        names: set[tuple[str, int | None]] = set()
        networks: list[Network] = []
        for entry in entries:
            try:
                if "/" in entry:
                    networks.append(ipaddress.ip_network(entry.strip()))
                else:
                    names.add(_name_and_port(entry.strip()))
            except ValueError as error:
                problem = f'{entry!r} is no host, host:port or network such as "10.0.0.0/8"'
                raise SettingsError(f"crawl.allow_private_hosts: {problem} ({error})") from None
        return cls(names=frozenset(names), networks=tuple(networks))

    def allows(self, host: str, port: int, address: IP) -> bool:
        """Whether a connection to this address may be made for an address that names this host and port."""
        if is_public(address):
            return True
        name = ascii_name(host)
        if (name, port) in self.names or (name, None) in self.names:
            return True
        return any(address in network for network in self.networks)


def _name_and_port(entry: str) -> tuple[str, int | None]:
    """Raise ValueError for what is no host with or without port."""
    text = entry.lower()
    try:
        return str(ipaddress.ip_address(text.strip("[]"))), None
    except ValueError:
        pass
    name, colon, port = text.rpartition(":")
    if not colon:
        name = text
    elif not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("the port is not from 1 to 65535")
    name = name.strip("[]")
    if not name or any(character in name for character in " /@?#"):
        raise ValueError("a host is needed")
    if ":" in name:
        name = str(ipaddress.ip_address(name))
    return ascii_name(name), int(port) if colon else None
