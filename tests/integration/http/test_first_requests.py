"""The first requests of a process, which arrive at once."""

import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec

from seller_orders.adapters.inbound.http.app import create_app
from seller_orders.adapters.shared.wire.compiled_types import _subclasses
from tests.support.forked_command import start
from tests.support.openapi_conformance import IDLE_INSTALLATION
from tests.support.server_process import environment


class NotOurs(msgspec.Struct):
    """A type that the app does not compile."""

    name: str = ""


def use_every_type() -> None:
    """Create the app, use each type of document, and write which were not compiled before."""
    create_app(IDLE_INSTALLATION, lambda: True)
    late = list[str]()

    def note_compilation(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_name == "get_class_annotations":
            late.append(frame.f_locals["obj"].__name__)

    sys.setprofile(note_compilation)
    ours = {each for each in _subclasses(msgspec.Struct) if "seller_orders" in each.__module__}
    for type_ in {*ours, NotOurs}:
        with suppress(msgspec.ValidationError):
            msgspec.convert({}, type_)
    sys.setprofile(None)
    sys.stdout.write(" ".join(late))


def test_types_are_compiled_before_requests_use_them(tmp_path: Path):
    """msgspec crashes the process if a thread uses a type that another thread compiles."""
    said = tmp_path / "out.log"
    process = start((), environment(""), said, said, main=use_every_type)
    try:
        assert process.wait() == 0, said.read_text()
    finally:
        process.kill()
    assert said.read_text().split() == ["NotOurs"]
