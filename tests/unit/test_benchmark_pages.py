"""Pages whose tables the benchmark fills."""

from bench.markdown import table, table_names, with_tables

PAGE = """Before.

<!-- table: ratios 10 -->

| old |
| --- |

<!-- end of table -->

Between.

<!-- table: lists 10 -->
<!-- end of table -->
"""


def test_the_columns_of_a_table_have_one_width():
    assert table(("a", "bcd"), [("efg", "h"), ("", "ij")]) == [
        "| a   | bcd |",
        "| --- | --- |",
        "| efg | h   |",
        "|     | ij  |",
    ]


def test_a_table_is_replaced_and_its_marks_stay():
    filled = with_tables(PAGE, {"ratios 10": ["| new |", "| --- |"]})
    assert filled == PAGE.replace("| old |", "| new |")
    assert with_tables(filled, {"ratios 10": ["| new |", "| --- |"]}) == filled


def test_an_empty_place_gets_its_table():
    filled = with_tables(PAGE, {"lists 10": ["| new |"]})
    assert filled.endswith("lists 10 -->\n\n| new |\n\n<!-- end of table -->\n")
    assert "| old |" in filled


def test_a_page_names_its_tables():
    assert list(table_names(PAGE)) == ["ratios 10", "lists 10"]
