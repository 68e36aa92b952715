"""Hostile headers and query parameters on every operation."""

import pytest

from tests.integration.http.operations import ALL, CHANGES, Operation, Subject, subject_on
from tests.support.http_client import to_json
from tests.support.server_process import Server

HOSTILE = {
    "empty": "",
    "blanks": "   ",
    "NaN": "NaN",
    "0": '"0"',
    "-1": '"-1"',
    "1.7": '"1.7"',
    "true": "true",
    "2^64": '"18446744073709551616"',
    "5,000 digits": '"' + "9" * 5_000 + '"',
    "digits of another script": '"٣"'.encode().decode("latin-1"),
    "Latin-1": "\xff\xfe",
    "a surrogate in UTF-8": "\xed\xa0\x80",
    "a quote that does not end": '"3',
    "a weak tag": 'W/"3"',
    "commas": "," * 1_000,
    "1,000 tags": ", ".join(f'"{n + 10}"' for n in range(1_000)),
    "10,000 characters": "x" * 10_000,
    "SQL": "' OR 1=1 --",
    "a tab": "\t",
}
PARAMETERS = ["dry_run=", "dry_run=1.7", "dry_run=yes", "dry_run=%00", "dry_run=true&dry_run=true"]
PARAMETERS += ["%00=1", "%FF=1", "x=%FF", "=", "a[]=1", "x=" + "y" * 20_000, "&" * 5_000 + "x"]


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_unmatched_if_match_is_412_on_every_change(subject: Subject, value: str):
    before = subject.state()

    answers = [subject.send_good(operation, If_Match=value) for operation in CHANGES]

    assert {(answer.status, answer.code) for answer in answers} == {(412, "version_mismatch")}
    assert subject.state() == before


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_if_none_match_accepts_hostile_values(subject: Subject, value: str):
    answer = subject.client.get(f"/orders/{subject.order_id}", If_None_Match=value)

    # If-None-Match compares weakly, so a weak tag matches.
    assert answer.status == (304 if value == 'W/"3"' else 200)


def is_two_types(name: str, value: str) -> bool:
    return name == "Content-Type" and "," in value


@pytest.mark.parametrize("name", ["Content-Type", "Content-Encoding", "Authorization"])
@pytest.mark.parametrize("operation", ALL, ids=str)
def test_hostile_body_and_auth_headers_are_refused(
    subject: Subject, operation: Operation, name: str
):
    before = subject.state()
    values = [value for value in HOSTILE.values() if value.strip()]
    client = subject.client.with_key(None) if name == "Authorization" else subject.client

    answers = [
        client.call(
            operation.method,
            subject.path(operation),
            to_json(subject.good_body(operation)),
            headers={name: value},
        )
        for value in values
    ]

    assert [answer.status for answer in answers] == [
        401 if name == "Authorization" else 400 if is_two_types(name, value) else 415
        for value in values
    ]
    assert subject.state() == before


@pytest.mark.parametrize("query", PARAMETERS, ids=lambda query: query[:24])
@pytest.mark.parametrize("operation", ALL, ids=str)
def test_unknown_or_invalid_parameter_is_422(subject: Subject, operation: Operation, query: str):
    before = subject.state()

    answer = subject.client.call(
        operation.method,
        f"{subject.path(operation)}?{query}",
        to_json(subject.good_body(operation)),
    )

    assert (answer.status, answer.code) == (422, "invalid_fields")
    assert subject.state() == before


def test_unused_headers_are_ignored(subject: Subject):
    names = ("X-Forwarded-For", "X-HTTP-Method-Override", "Origin", "Cookie", "Range", "Accept")
    path = f"/orders/{subject.order_id}"

    answers = [
        subject.client.call("GET", path, headers=dict.fromkeys(names, value[:5_000]))
        for value in HOSTILE.values()
    ]

    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
