"""Whose an address is, wherever addresses are counted: tries, bodies, connections."""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network

HOME = 64  # the bits of an IPv6 address that a provider gives to one customer; the rest anybody makes up by the billion


def counted(address: str) -> str:
    """Under what name an address counts: IPv6 as its /64, IPv4 written as IPv6 as what it is, anything else as it stands."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ip_network((known, HOME), strict=False))


def within(address: str, known: Iterable[str]) -> bool:
    """Whether an address is one of those, or of one of those networks."""
    try:
        return any(ip_address(address) in ip_network(one, strict=False) for one in known)
    except ValueError:
        return address in known
