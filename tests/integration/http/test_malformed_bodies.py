from collections.abc import Callable
from typing import Final

import pytest

from tests.integration.http.operations import (
    ALL,
    STATUS,
    Operation,
    Subject,
    subject_on,
)
from tests.support.http_client import to_json
from tests.support.server_process import Server

NOT_JSON: dict[str, Callable[[bytes], bytes]] = {
    "white space": lambda _: b"  \r\n",
    "words": lambda _: b"status=processing",
    "single quotes": lambda _: b"{'status': 'processing'}",
    "an open object": lambda good: good[:-1],
    "an open text": lambda _: b'{"',
    "something after the end": lambda good: good + b" true",
    "a second document": lambda good: good + good,
    "a comment": lambda good: good + b" // soon",
    "a trailing comma": lambda good: good[:-1] + b",}",
    "a NUL after the end": lambda good: good + b"\x00",
    "NaN": lambda _: b"NaN",
    "UTF-16": lambda good: good.decode().encode("utf-16"),
    "UTF-32": lambda good: good.decode().encode("utf-32"),
    "a byte order mark": lambda good: b"\xef\xbb\xbf" + good,
}

MALFORMED_IN_SOME_WAY = {
    "NaN": b'{"note": NaN}',
    "Infinity": b'{"note": -Infinity}',
    "1e999": b'{"note": 1e999}',
    "an exponent beyond a decimal's": b'{"note": 1e99999999999999999999}',
    "5,000 digits": b'{"note": ' + b"9" * 5_000 + b"}",
    "a control character in a text": b'{"note": "a\x00b"}',
    "Latin-1": '{"note": "Café"}'.encode("latin-1"),
    "a surrogate in UTF-8": b'{"note": "\xed\xa0\x80"}',
    "a lone surrogate": rb'{"note": "\ud800"}',
    "a lone surrogate in a name": rb'{"\udc00": 1}',
    "swapped surrogates": rb'{"note": "\udc00\ud800"}',
    "arrays 2,000 deep": b"[" * 2_000 + b"]" * 2_000,
    "arrays 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "objects 2,000 deep": b'{"x":' * 2_000 + b"1" + b"}" * 2_000,
    "objects 100,000 deep": b'{"x":' * 100_000 + b"1" + b"}" * 100_000,
    "a deep known field": b'{"items":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "a deep text field": b'{"note":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
}

NO_OBJECT = {"null": b"null", "an array": b"[]", "a string": b'"x"', "a number": b"1"}

MAPS: Final = {"update_attributes", "update_item_attributes", "update_external_ids"}
"""Operations with a body whose keys the caller chooses."""

OF_KNOWN_FIELDS: Final = [each for each in ALL if str(each) not in MAPS]


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


@pytest.mark.parametrize("operation", ALL, ids=str)
@pytest.mark.parametrize("spoil", NOT_JSON.values(), ids=NOT_JSON)
def test_malformed_json_is_400_and_changes_nothing(
    subject: Subject, operation: Operation, spoil: Callable[[bytes], bytes]
):
    before = subject.state()

    answer = subject.send(operation, spoil(to_json(subject.good_body(operation))))

    assert (answer.status, answer.code) == (400, "malformed_json")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert subject.state() == before


@pytest.mark.parametrize("operation", [each for each in ALL if each.body], ids=str)
def test_missing_body_is_400(subject: Subject, operation: Operation):
    before = subject.state()

    answer = subject.send(operation, b"")

    assert (answer.status, answer.code) == (400, "malformed_json")
    assert subject.state() == before


@pytest.mark.parametrize("operation", ALL, ids=str)
@pytest.mark.parametrize("body", MALFORMED_IN_SOME_WAY.values(), ids=MALFORMED_IN_SOME_WAY)
def test_extreme_json_is_400_or_422(subject: Subject, operation: Operation, body: bytes):
    before = subject.state()

    answer = subject.send(operation, body)

    assert answer.status in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert subject.state() == before


@pytest.mark.parametrize("operation", ALL, ids=str)
@pytest.mark.parametrize("levels", [33, 2_000, 500_000])
def test_nesting_over_32_is_400_and_names_the_limit(
    subject: Subject, operation: Operation, levels: int
):
    before = subject.state()

    answer = subject.send(operation, b'{"note":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}")

    assert (answer.status, answer.code) == (400, "malformed_json")
    assert "at most 32 deep" in answer.json["detail"]
    assert subject.state() == before


def test_nesting_of_32_is_decoded(subject: Subject):
    answer = subject.send(STATUS, b'{"status":' + b"[" * 31 + b"]" * 31 + b"}")

    assert (answer.status, answer.pointers) == (422, ["/status"])


@pytest.mark.parametrize("operation", ALL, ids=str)
@pytest.mark.parametrize("body", NO_OBJECT.values(), ids=NO_OBJECT)
def test_non_object_body_is_422_at_the_root(subject: Subject, operation: Operation, body: bytes):
    before = subject.state()

    answer = subject.send(operation, body)

    assert (answer.status, answer.code) == (422, "invalid_fields")
    assert answer.pointers == [""]
    assert subject.state() == before


@pytest.mark.parametrize("operation", OF_KNOWN_FIELDS, ids=str)
@pytest.mark.parametrize("name", ["total", "version", "domain_id", "a/b~c", "", "naïve\r\n"])
def test_unknown_field_is_422_with_pointer(subject: Subject, operation: Operation, name: str):
    before = subject.state()
    escaped = name.replace("~", "~0").replace("/", "~1")

    body = to_json({**subject.good_body(operation), name: 1})
    answer = subject.send(operation, body)

    assert (answer.status, answer.code) == (422, "invalid_fields")
    assert answer.pointers == [f"/{escaped}"]
    assert answer.json["errors"][0]["code"] == "unknown_field"
    assert subject.state() == before
