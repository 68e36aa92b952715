"""Phrases and templates that a domain sets are tried out before they are kept."""

from importlib.resources import files
from unittest.mock import patch

import pytest
from jinja2 import Environment

from seller_orders.adapters.outbound.jinja.notification_texts import JinjaNotificationTexts
from seller_orders.adapters.outbound.jinja.template_environment import TEMPLATE_NAMES
from seller_orders.application.outbox_messages import Template
from seller_orders.domain.notification_languages import LANGUAGES
from seller_orders.domain.notification_settings import NotificationSettings

PACKAGE = files("seller_orders.adapters.outbound.jinja")
BUILT_IN = {name: PACKAGE.joinpath("templates", name).read_text() for name in TEMPLATE_NAMES}


def problems(**own: object) -> dict[str, str]:
    found = JinjaNotificationTexts().problems(NotificationSettings(**own))  # type: ignore[arg-type]
    return {"/".join(map(str, each.path)): each.detail for each in found}


def problem_of(text: str, name: str = "bulk.txt") -> str:
    [(path, detail)] = problems(templates={name: text}).items()
    assert path == f"templates/{name}"
    return detail


def test_languages_have_phrases():
    found = [each.name.partition(".")[0] for each in PACKAGE.joinpath("languages").iterdir()]

    assert sorted(found) == sorted(LANGUAGES)


def test_every_template_has_its_files():
    stems = {name.partition(".")[0] for name in TEMPLATE_NAMES}

    assert stems == {*map(str, Template), "layout", "parts"}


def test_copies_of_the_built_in_templates_are_accepted():
    assert problems(templates=BUILT_IN) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% if %}", "Line 1 does not compile"),
        ("{{ nope }}", "'nope' is undefined"),
        ("{{ number.__class__ }}", "SecurityError"),
        ("{{ 1 - 'a' }}", "TypeError"),
        ("\n{{ 'a' * 9 }}", "Line 2: Mul is not allowed"),
        ("{{ 2 ** 99 }}", "Pow is not allowed"),
        ("{{ '%99s' % number }}", "Mod is not allowed"),
        ("{% for a in lines %}{% for b in lines %}{% endfor %}{% endfor %}", "inside another"),
        ("{% for a in lines recursive %}{{ loop(a) }}{% endfor %}", "inside another"),
        ("{% for a in range(9) %}{% endfor %}", "only say, money and macros"),
        ("{{ number.center(99) }}", "only say, money and macros"),
        ("{{ '{:9}'.format(1) }}", "only say, money and macros"),
        ("{{ number | center(99) }}", "the filter center is not allowed"),
        ("{{ number | replace('a', 'bb') }}", "the second no longer"),
        ("{{ lines | join(number) }}", "the separator of join"),
        ("{{ number | replace(*['a', 'bb']) }}", "each argument of a filter"),
        ("{{ lines | join(**number) }}", "each argument of a filter"),
        ("{{ 1 | round(99, 'ceil') }}", "from 0 to 10 decimal places"),
        ("{{ 1 | round(method='floor', precision=number) }}", "from 0 to 10 decimal places"),
        ("{% if 1 %}" * 99 + "{% endif %}" * 99, "nests too deep"),
        ("{{ " + 5_000 * "9" + " }}", "too many digits"),
        ("{% set a = number ~ number %}{% set b = a ~ a %}", "texts are joined only"),
        ("{% set a = number %}{% set a = a + a %}", "texts are joined only"),
        ("{% set a %}{{ number }}{% endset %}", "AssignBlock is not allowed"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "calls itself"),
        ("{% macro m(x) %}{{ n(x ~ x) }}{% endmacro %}{% macro n(x) %}{% endmacro %}{{ m('') }}",
         "texts are joined only"),
        ("{% macro m(x) %}{% for y in [x ~ x] %}{% endfor %}{% endmacro %}{{ m('') }}",
         "a list is of texts and fields alone"),
        ("{% macro m(x) %}{% set y = x ~ x %}{% endmacro %}{{ m('') }}", "texts are joined only"),
        ("{% set a = say('about', number=number) %}{% set b = say('about', number=a) %}",
         "a phrase with values"),
        ("{% include 'parts.txt' %}", "Include is not allowed"),
        ("{% extends 'bulk.sms' %}", "extend and import layout and parts alone"),
        ("{% extends number %}", "extend and import layout and parts alone"),
        ("{% block a %}{{ self.a() }}{% endblock %}", "only say, money and macros"),
        ("{% block a %}{{ super() }}{% endblock %}", "only say, money and macros"),
        ("{% set ns = namespace(x='') %}", "only say, money and macros"),
        ("{% import 'parts.txt' as p %}{% for a in lines %}{{ p.listed('', lines) }}{% endfor %}",
         "gets the loop's item"),
        ("{% import 'parts.exe' as p %}{{ p.listed() }}", "TemplateNotFound"),
        ("{% import 'parts.txt' as p %}{{ p.nope() }}", "UndefinedError"),
        ("{{ number }}" * 2_001, "more than 2,000 names, values and operations"),
        ("{{ lines }}", "only texts and numbers are written"),
        ("{{ lines | string }}", "only texts and numbers are written"),
        ("{{ say('about', number=lines) }}", "only texts and numbers are written"),
        ("{% macro m(x) %}{% endmacro %}{{ m(parcel.lines | join(', ', attribute='name')) }}",
         "texts are joined only"),
        ("{% for a in [" + "1," * 101 + "] %}{% endfor %}", "up to 100 items"),
        ("{% for a in [lines, lines] %}{% endfor %}", "a list is of texts and fields alone"),
        ("{{ lines | select('in', lines) | first }}", "arguments of select"),
        ("{{ lines | sort(attribute='" + "name," * 9 + "') | first }}", "arguments of sort"),
        ("{% for a in lines %}{% block b %}{% endblock %}{% endfor %}", "a block inside a loop"),
        ("{% for a in lines %}" + "{{ lines | sum }}" * 500 + "{% endfor %}", "too many steps"),
        ("{% for a in lines %}" + "{{ a in lines }}" * 492 + "{% endfor %}", "too many steps"),
        ("{% for a in lines %}" + "{{ a ~ shop }}" * 51 + "{% endfor %}", "too many steps"),
    ],
)  # fmt: skip
def test_a_wrong_template_is_explained(text: str, said: str):
    assert said in problem_of(text)


def test_constants_beyond_the_limits_are_not_computed():
    with patch.object(Environment, "compile", side_effect=AssertionError("it is compiled")):
        assert "Mul is not allowed" in problem_of("{{ 'a' * 999999999 }}")


def test_good_rounding_is_accepted():
    text = "{{ 1.25 | round }}{{ 1.25 | round(1, 'ceil') }}{{ 1.25 | round(method='floor') }}"

    assert problems(templates={"bulk.txt": text}) == {}


def test_macros_that_multiply_their_work_are_refused():
    macros = "".join(
        f"{{% macro m{each} () %}}{{{{ m{each + 1}() }}}}{{{{ m{each + 1}() }}}}{{% endmacro %}}"
        for each in range(40)
    )
    text = f"{macros}{{% macro m40() %}}x{{% endmacro %}}{{{{ m0() }}}}"

    assert "takes too many steps" in problem_of(text)


def test_shared_templates_import_no_others():
    assert "no other template" in problem_of("{% import 'parts.txt' as p %}", "parts.txt")
    assert "import parts alone" in problem_of("{% extends 'layout.txt' %}", "layout.txt")


def test_a_shared_template_is_tried_with_every_other():
    assert "status_change" in problem_of("{{ nope }}", "layout.html")


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("%(nope)s", "Its placeholders: %(number)s"),
        ("100%", "cannot be formatted"),
        ("%(number)d", "cannot be formatted"),
        ("%(number)999999999s", "cannot be formatted"),
        ("%s", "cannot be formatted"),
    ],
)
def test_a_phrase_that_cannot_be_formatted_is_refused(phrase: str, said: str):
    assert said in problems(phrases={"status.shipped": phrase})["phrases/status.shipped"]


def test_good_texts_are_accepted():
    own = {
        "mail_from": "orders@shop.example",
        "phrases": {"status.shipped": "Off it goes, 100%%: %(number)s", "regards": "Bye"},
        "templates": {"status_change.sms": "{{ headline }}\n\n{{ shop or 'us' }}"},
    }
    assert problems(**own) == {}


def test_unknown_names_and_senders_are_refused():
    found = problems(
        mail_from="nobody", phrases={"nope": "x"}, templates={"nope.txt": "", "bulk.exe": ""}
    )

    assert set(found) == {"mail_from", "phrases/nope", "templates/nope.txt", "templates/bulk.exe"}
