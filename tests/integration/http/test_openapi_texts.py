"""/openapi.json describes everything, in words of its readers."""

import re
from typing import Final

import pytest

from tests.support.documented_examples import page
from tests.support.openapi_conformance import described
from tests.support.openapi_parts import components, operations, parts, property_sets, schemas

INTERNAL_WORDS: Final = (
    "Document View Struct attrs msgspec codec domain_rows aggregate adapter outbox relay reaper "
    "gateway orchestrator layer tenant decoder upstream TypedDict UNSET"
).split()
VIEWS: Final = r"(Create|List|Get|Update|Delete)Views?(Request|Problem)$"
"""Names of schemas of saved views, which are the API's own word."""

WITHOUT_OPERATION: Final = {
    *("method_not_allowed", "internal_error"),
    *("nothing_to_fulfill", "nothing_to_cancel"),
    *("log_in_refused", "too_many_log_ins"),
}
"""Codes of every path, of the entries of a bulk report, and of log-ins, which have no path."""


def test_every_property_is_described():
    bare = [
        f"{name}.{field}"
        for name, fields in property_sets()
        for field, schema in fields.items()
        if not schema.get("description")
    ]

    assert bare == []
    assert sum(len(fields) for _, fields in property_sets()) > 300


def test_an_empty_list_is_no_described_default():
    texts = [
        schema.get("description", "") for _, fields in property_sets() for schema in fields.values()
    ]

    assert [text for text in texts if "`()`" in text or "`[]`" in text] == []
    assert any("Default: `false`." in text for text in texts)


def test_every_schema_is_described():
    assert [name for name, schema in schemas().items() if not schema.get("description")] == []


def test_every_parameter_and_header_is_described():
    parameters = [each for operation in operations().values() for each in operation["parameters"]]
    bare = [
        each["name"]
        for each in (*parameters, *components("headers").values())
        if not each["description"]
    ]

    assert bare == []
    assert len(parameters) > 70


@pytest.mark.parametrize("name", sorted(operations()))
def test_every_operation_has_summary_description_and_a_tag(name: str):
    tags = {tag["name"] for tag in described()["tags"]}
    operation = operations()[name]

    assert operation["summary"]
    assert not operation["summary"].endswith(".")
    assert operation["description"].endswith(".")
    assert set(operation["tags"]) <= tags
    assert len(operation["tags"]) == 1


def test_every_tag_is_used_and_described():
    used = {tag for operation in operations().values() for tag in operation["tags"]}

    assert [tag["name"] for tag in described()["tags"] if not tag["description"]] == []
    assert used == {tag["name"] for tag in described()["tags"]}


def test_summaries_are_distinct():
    summaries = [operation["summary"] for operation in operations().values()]

    assert len(set(summaries)) == len(summaries)


@pytest.mark.parametrize(
    "words",
    [
        "cancel order",
        "refund order",
        "search order",
        "tracking number",
        "ship",
        "mark paid",
        "bulk",
        "status",
        "notification email",
    ],
)
def test_summaries_have_the_words_that_people_search_for(words: str):
    summaries = [operation["summary"].lower() for operation in operations().values()]

    assert any(all(word in summary for word in words.split()) for summary in summaries)


def test_no_text_has_an_internal_word():
    texts = [
        (path, part)
        for path, part in parts(described())
        if path.endswith(("/description", "/summary")) and isinstance(part, str)
    ]
    found = [
        (path, word)
        for path, text in texts
        for word in INTERNAL_WORDS
        if re.search(rf"\b{word}\b", text)
    ]

    assert found == []
    assert [text for _, text in texts if "``" in text or "…" in text] == []


def test_no_schema_has_an_internal_name():
    own = {name for name in schemas() if "Saved" not in name and not re.match(VIEWS, name)}
    assert [name for name in own if re.search(r"Document|View|Detail$|^_", name)] == []


def test_every_documented_code_is_of_an_operation():
    top, _, _ = page("docs/error-codes.md").partition("## Between layers")
    documented = set(re.findall(r"^\| `(\w+)` \| \d", top, re.MULTILINE))
    named = {
        code
        for name, schema in schemas().items()
        if name.endswith("Problem")
        for code in schema["properties"]["code"]["enum"]
    }

    assert documented - WITHOUT_OPERATION - {"order_is_open"} == named


def test_every_code_has_a_meaning():
    """An example of a problem shows it."""
    codes = [
        code
        for name in schemas()
        if name.endswith("Problem")
        for code in schemas()[name]["properties"]["code"]["enum"]
    ]

    assert [code for code in codes if not components("examples")[code]["summary"]] == []
