"""The public network: an IP address in, whether anybody on the network may have it out.

Source: the registries of special-purpose addresses (RFC 6890), as Python's ``ipaddress`` has them. No name is resolved.
"""

import ipaddress

# Where IPv6 has public addresses (RFC 4291, 2.4), and those of them that carry an IPv4 address: 6to4, Teredo.
_GLOBAL = ipaddress.ip_network("2000::/3")
_CARRIERS = tuple(map(ipaddress.ip_network, ("2002::/16", "2001::/32")))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network: no loopback, private, link-local, shared or multicast one."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            parsed = parsed.ipv4_mapped
        elif parsed not in _GLOBAL or any(parsed in network for network in _CARRIERS):
            return False
    return parsed.is_global and not parsed.is_multicast
