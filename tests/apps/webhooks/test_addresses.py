"""Where nothing is ever sent."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.core.conf import conf
from clusterkit.webhooks.addresses import AddressRefused, is_closed, read_address, resolve

INSIDE = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
]


def four(text: str) -> st.SearchStrategy[Any]:
    network = ip_network(text)
    return st.integers(int(network[0]), int(network[-1])).map(IPv4Address)


inside_four = st.sampled_from(INSIDE).flatmap(four)
public_four = st.sampled_from(["8.0.0.0/8", "93.184.0.0/16", "185.0.0.0/9"]).flatmap(four)


def carried(address: IPv4Address) -> list[IPv6Address]:
    """An IPv4 address as IPv6 ones that reach it."""
    return [IPv6Address(int(IPv6Address(prefix)) | int(address)) for prefix in ("::ffff:0:0", "64:ff9b::")]


def answering(*texts: str) -> Any:
    return lambda host, port, **kwargs: [(0, 0, 0, "", (text, port)) for text in texts]


@given(inside_four)
def test_nothing_goes_inside(address: IPv4Address) -> None:
    assert is_closed(address)
    assert all(is_closed(outer) for outer in carried(address))
    six_to_four = IPv6Address((0x2002 << 112) | (int(address) << 80))
    assert is_closed(six_to_four)
    with pytest.raises(AddressRefused):
        read_address(f"https://{address}/")
    with pytest.raises(AddressRefused):
        resolve(read_address("https://example.org/"), answering("93.184.216.34", str(address)))


@given(public_four)
def test_the_internet_is_open(address: IPv4Address) -> None:
    assert not is_closed(address)
    assert not any(is_closed(outer) for outer in carried(address))


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_only_the_public_part_of_ipv6_is_open(address: IPv6Address) -> None:
    if not is_closed(address):
        assert address in ip_network("2000::/3") or any(address in outer for outer in map(ip_network, CARRIERS))


CARRIERS = ["::ffff:0:0/96", "64:ff9b::/96"]


@pytest.mark.parametrize(
    "text",
    ["::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1", "2001::1", "::7f00:1"],
)
def test_inside_of_ipv6(text: str) -> None:
    assert is_closed(ip_address(text))


def test_a_setting_opens_a_network_of_the_plant_and_no_metadata(settings: Any) -> None:
    settings.CLUSTERKIT = {**settings.CLUSTERKIT, "WEBHOOK_ALLOWED_NETWORKS": ["10.20.0.0/16", "169.254.0.0/16"]}
    assert conf.WEBHOOK_ALLOWED_NETWORKS
    assert not is_closed(ip_address("10.20.3.4"))
    assert not is_closed(ip_address("::ffff:10.20.3.4"))
    assert is_closed(ip_address("10.21.3.4"))
    assert is_closed(ip_address("169.254.169.254"))


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.org", "ftp://example.org/", "http://example.org/", "https://", "https:///x", "//example.org"),
        *("https://user@example.org/", "https://a:b@example.org/", "https://example.org@127.0.0.1/"),
        *("https://example.org:22/", "https://example.org:0/", "https://example.org:99999/", "https://example.org:x/"),
        *("https://localhost/", "https://a.localhost/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[x/"),
        *("https://[fe80::1%25eth0]/", "https://１２７.0.0.1/", "https://127.0.0.1./", "https://exa mple.org/"),
        *("https://example.org/\r\nX: y", "https://example.org\\@evil.example/", "https://example.org/\x00"),
        *("https://example.org/#part", "https://-a.example/", "https://a..b/", "https://" + "a" * 600 + ".example/"),
        *("https://example.org/" + "a" * 600, "https://\ud800.example/", "https://example.org/\ud800", "javascript:1"),
    ],
)
def test_addresses_that_are_not_taken(url: str) -> None:
    with pytest.raises(AddressRefused):
        read_address(url)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "017700000001"])
def test_odd_spellings_are_judged_by_where_they_lead(host: str) -> None:
    with pytest.raises(AddressRefused):
        resolve(read_address(f"https://{host}/"))


@given(st.text(max_size=80))
def test_whatever_is_typed_is_answered(text: str) -> None:
    for url in (text, f"https://{text}", f"https://example.org/{text}", f"https://example.org:{text}/"):
        try:
            target = read_address(url)
        except AddressRefused:
            continue
        assert target.url.isascii()
        assert not set(" \r\n\t\x00") & set(target.url)
        assert read_address(target.url) == target


def test_a_public_address_is_kept_in_plain_form() -> None:
    assert read_address("https://Пример.бел:8443/приём?a=ё").url == (
        "https://xn--e1afmkfd.xn--90ais:8443/%D0%BF%D1%80%D0%B8%D1%91%D0%BC?a=%D1%91"
    )
    assert resolve(read_address("https://example.org/"), answering("93.184.216.34")) == [ip_address("93.184.216.34")]


def test_one_s_own_machine_is_open_to_development_alone(settings: Any) -> None:
    with pytest.raises(AddressRefused):
        read_address("http://localhost:8000/")
    settings.DEBUG = True
    target = read_address("http://localhost:8000/")
    assert [str(address) for address in resolve(target, answering("127.0.0.1"))] == ["127.0.0.1"]
    with pytest.raises(AddressRefused):
        resolve(target, answering("10.0.0.1"))
    with pytest.raises(AddressRefused):
        read_address("http://example.org/")
