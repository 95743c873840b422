"""From where a request comes, when proxies that we trust stand in front."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Networks = tuple[IPv4Network | IPv6Network, ...]
UNIX_SOCKET = ""  # what a server that listens on a socket in the file system says of the other side
NOWHERE = "0.0.0.0"  # noqa: S104 - no address to listen on: who cannot be told apart counts as one


def networks_of(names: Iterable[str]) -> Networks:
    """Addresses and networks as a setting names them; raises ValueError for anything else."""
    return tuple(ip_network(name.strip(), strict=False) for name in names if name.strip())


def client_address(meta: Mapping[str, str], trusted: Networks) -> str:
    """The address of the browser: the last one in X-Forwarded-For that is not of a trusted proxy.

    What an untrusted neighbour says of others is not believed, nor what stands to the left of the first stranger.
    """
    neighbour = _unmapped(meta.get("REMOTE_ADDR", ""))
    if neighbour != UNIX_SOCKET and not _is_trusted(neighbour, trusted):
        return _plain(neighbour)
    for said in reversed(meta.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if not _is_address(said.strip()):
            break
        neighbour = _unmapped(said.strip())
        if not _is_trusted(neighbour, trusted):
            break
    return _plain(neighbour)


def _unmapped(text: str) -> str:
    """What a server that listens to both kinds calls ::ffff:192.0.2.1 is 192.0.2.1."""
    mapped = getattr(ip_address(text), "ipv4_mapped", None) if _is_address(text) else None
    return str(mapped) if mapped else text


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(text: str, trusted: Networks) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in trusted)


def _plain(text: str) -> str:
    return str(ip_address(text)) if _is_address(text) else NOWHERE
