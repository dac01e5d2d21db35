"""Addresses: what is one, what a host really is, and what is on the open internet."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.errors import ArticleError
from composer.ingest.address import is_public, parse_address


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://example.org./", "https://example.org/"),
        (
            "https://example.org/2025/روسيا/?س=ع",
            "https://example.org/2025/%D8%B1%D9%88%D8%B3%D9%8A%D8%A7/?%D8%B3=%D8%B9",
        ),
        ("https://example.org/%D8%B1%D9%88", "https://example.org/%D8%B1%D9%88"),
        (
            "https://موقع.وزارة-الاتصالات.مصر/",
            "https://xn--4gbrim.xn----ymcbaaajlc6dj7bxne2c.xn--wgbh1c/",
        ),
        ("http://[2606:2800:220:1::1]:81/", "http://[2606:2800:220:1::1]:81/"),
        ("http://93.184.216.34/", "http://93.184.216.34/"),
    ],
)
def test_an_address_is_taken_apart_and_put_together(text: str, whole: str) -> None:
    assert str(parse_address(text)) == whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("http://2130706433/", "127.0.0.1"),
        ("http://0177.0.0.1/", "127.0.0.1"),
        ("http://0x7f.0.0.1/", "127.0.0.1"),
        ("http://0x7f000001/", "127.0.0.1"),
        ("http://127.1/", "127.0.0.1"),
        ("http://0/", "0.0.0.0"),  # noqa: S104 - nothing is bound to it
        ("http://127.0.0.1./", "127.0.0.1"),
        ("http://１２７.0.0.1/", "127.0.0.1"),
        ("http://127。0。0。1/", "127.0.0.1"),
        ("http://[::ffff:127.0.0.1]/", "::ffff:7f00:1"),
    ],
)
def test_a_number_is_known_however_it_is_spelled(text: str, number: str) -> None:
    assert parse_address(text).ip == ip_address(number)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file:///etc/passwd", "not file:"),
        ("ftp://example.org/a", "not ftp:"),
        ("gopher://example.org/", "not gopher:"),
        ("javascript:alert(1)", "not javascript:"),
        ("data:text/html,x", "not data:"),
        ("//example.org/", "not this:"),
        ("https://user:secret@example.org/", "password"),
        ("https://example.org@127.0.0.1/", "password"),
        ("https://", "no host"),
        ("https:///path", "no host"),
        ("https://example.org:0/", "no port"),
        ("https://example.org:99999/", "no address"),
        ("https://example.org:x/", "no address"),
        ("https://example.org/a\r\nHost: x", "line ends"),
        ("https://example.org\\@127.0.0.1/", "backslashes"),
        ("https://exa mple.org/", "spaces"),
        ("https://exa\tmple.org/", "spaces"),
        ("https://example..org/", "no host"),
        ("https://-example.org/", "no host"),
        ("https://exam%70le.org/", "no host"),
        ("https://[::1", "no address"),
        ("https://[fe80::1%25eth0]/", "own network"),
        ("https://[::gggg]/", "no address"),
        ("https://1.2.3.4.5/", "no host"),
        ("https://0x7f.0.0.0x1ff/", "no host"),
        ("https://\u0600.org/", "no host"),
        (f"https://example.org/{'a' * 5000}", "too long"),
    ],
)
def test_what_is_no_address_is_refused_and_no_password_is_repeated(text: str, said: str) -> None:
    with pytest.raises(ArticleError, match=said) as caught:
        parse_address(text)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        *("0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254"),
        *("172.16.0.1", "172.31.255.255", "192.0.0.170", "192.0.2.1", "192.168.1.1", "198.18.0.1"),
        *("198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001::1"),
        *("2002:a9fe:a9fe::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1"),
        *("2001:db8::1", "100::1", "3fff::1", "5f00::1", "192.88.99.1"),
    ],
)
def test_what_is_not_on_the_open_internet_is_known(ip: str) -> None:
    assert not is_public(ip_address(ip))


@pytest.mark.parametrize(
    "ip",
    [
        *("8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.32.0.1", "1.1.1.1"),
        *("2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001::1", "::ffff:8.8.8.8"),
        *("64:ff9b::808:808", "2002:808:808::1"),
    ],
)
def test_what_is_on_the_open_internet_is_known(ip: str) -> None:
    assert is_public(ip_address(ip))


@given(number=st.integers(0, 2**32 - 1))
def test_an_ipv4_address_is_the_same_in_ipv6_clothes(number: int) -> None:
    plain = is_public(ip_address(number))
    assert is_public(ip_address(f"::ffff:{number >> 16:x}:{number & 0xFFFF:x}")) == plain
    assert is_public(ip_address(f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}")) == plain


@given(text=st.text(max_size=60) | st.text(max_size=60).map("http://{}".format))
def test_any_text_is_an_address_or_refused_with_our_error(text: str) -> None:
    try:
        address = parse_address(text)
    except ArticleError:
        return
    assert parse_address(str(address)) == address
    assert str(address).isascii()


def test_a_reference_leads_on_from_where_it_stands() -> None:
    address = parse_address("https://example.org/a/b?c")
    assert str(address.to("../d?e")) == "https://example.org/d?e"
    assert str(address.to("//other.example/f")) == "https://other.example/f"
    with pytest.raises(ArticleError, match="not file:"):
        address.to("file:///etc/passwd")


@pytest.mark.parametrize(
    ("url", "allowed", "found"),
    [
        ("http://intranet.example/", "intranet.example", True),
        ("http://intranet.example:8080/", "Intranet.Example", True),
        ("http://127.0.0.1:8123/", "127.0.0.1:8123", True),
        ("http://127.0.0.1:8124/", "127.0.0.1:8123", False),
        ("http://[::1]:80/", "[::1]:80", True),
        ("http://a.intranet.example/", "intranet.example", False),
    ],
)
def test_a_host_is_allowed_by_its_name_or_with_its_port(
    url: str, allowed: str, *, found: bool
) -> None:
    assert parse_address(url).is_among([allowed]) is found
