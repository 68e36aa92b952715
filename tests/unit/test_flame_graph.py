"""Flame graph of the profile."""

from pathlib import Path
from xml.etree import ElementTree

from bench import flame_graph

SVG = "{http://www.w3.org/2000/svg}"
SAVING = "seller_orders/adapters/outbound/sql/orders/order_repository.py:SqlOrderRepository.save"
CHANGES = "seller_orders/adapters/outbound/sql/orders/order_repository.py:changes.<locals>.of"
STACKS = {("a.py:served", SAVING): 2, ("a.py:served", SAVING, CHANGES): 1, ("a.py:served",): 1}


def test_a_box_is_as_wide_as_its_share(tmp_path: Path):
    flame_graph.write(STACKS, "status", 400, tmp_path / "flame.svg")
    boxes = ElementTree.parse(tmp_path / "flame.svg").iterfind(f"{SVG}g")
    assert {each.findtext(f"{SVG}title"): width_of(each) for each in boxes} == {
        "a.py:served: 400.0 us, saving": 1200,
        f"{SAVING}: 300.0 us, saving": 900,
        f"{CHANGES}: 100.0 us, saving": 300,
    }


def test_a_function_is_drawn_below_its_caller(tmp_path: Path):
    flame_graph.write(STACKS, "status", 400, tmp_path / "flame.svg")
    boxes = ElementTree.parse(tmp_path / "flame.svg").iterfind(f"{SVG}g/{SVG}rect")
    rows = [float(each.attrib["y"]) for each in boxes]
    assert rows == sorted(rows)
    assert len(set(rows)) == 3


def test_functions_of_one_caller_stand_side_by_side(tmp_path: Path):
    flame_graph.write({("a",): 1, ("b",): 3}, "status", 4, tmp_path / "flame.svg")
    boxes = ElementTree.parse(tmp_path / "flame.svg").iterfind(f"{SVG}g/{SVG}rect")
    assert [(each.attrib["x"], each.attrib["width"]) for each in boxes] == [
        ("0.0", "300.0"),
        ("300.0", "900.0"),
    ]


def width_of(box: ElementTree.Element) -> float:
    rect = box.find(f"{SVG}rect")
    assert rect is not None
    return float(rect.attrib["width"])
