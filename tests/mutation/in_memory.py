"""Modules changed in memory: new code for functions that exist, or a new text to import."""

import gc
import importlib.machinery
import importlib.util
import inspect
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

Changes = list[tuple[CodeType, CodeType]]
"""Code of functions, before and after."""


def compiled(file: Path, text: str) -> CodeType:
    """Compile a text as if a file had it."""
    with warnings.catch_warnings(action="ignore", category=SyntaxWarning):
        return compile(text, str(file), "exec", dont_inherit=True)


def is_same_program(before: CodeType, after: CodeType) -> bool:
    """Return whether code does the same, whatever the columns of its text are."""
    return _without_columns(before) == _without_columns(after)


def module_name(file: Path, root: Path) -> str:
    """Return the name by which a file below ``root`` is imported."""
    return ".".join(file.relative_to(root).with_suffix("").parts)


def functions_of(file: Path) -> list[FunctionType]:
    """Return all functions in memory that a file defines, those of closures included."""
    every = gc.get_objects()
    functions = [each for each in every if type(each) is FunctionType]
    return [each for each in functions if each.__code__.co_filename == str(file)]


def changed_functions(before: CodeType, after: CodeType) -> Changes | None:
    """Return the functions whose code differs; None if something outside functions does."""
    if before == after:
        return []
    pairs = [*zip(_inner(before), _inner(after), strict=False)]
    inner = [changed_functions(*pair) for pair in pairs]
    if before.co_flags & inspect.CO_OPTIMIZED:
        return [(before, after), *(pair for found in inner for pair in found or ())]
    if _outer(before) != _outer(after) or None in inner:
        return None
    return [pair for found in inner for pair in found or ()]


def replace_code(functions: Sequence[FunctionType], changes: Changes) -> bool:
    """Give the functions their new code; return whether there was one to change."""
    found = [(each, new) for old, new in changes for each in functions if each.__code__ == old]
    if any(len(each.__code__.co_freevars) != len(new.co_freevars) for each, new in found):
        return False
    for each, new in found:
        each.__code__ = new
    return bool(found)


def can_be_imported(name: str, code: CodeType) -> bool:
    """Execute a module's code; return False if that raises an exception.

    The new module takes the place of the former one, so nothing else should run afterwards.
    """
    module = ModuleType(name)
    module.__file__ = code.co_filename
    sys.modules[name] = module
    try:
        exec(code, module.__dict__)
    except Exception:  # noqa: BLE001 it is the result
        return False
    return True


class ImportedInstead(importlib.machinery.SourceFileLoader):
    """Importer of one module with other code. It has to be first in ``sys.meta_path``."""

    def __init__(self, name: str, code: CodeType) -> None:
        super().__init__(name, code.co_filename)
        self._code = code

    def find_spec(self, fullname: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        """Return the module's specification, and None for any other module."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def get_code(self, _: str) -> CodeType:
        """Return the other code, and not that of the cached file."""
        return self._code


def _without_columns(code: CodeType) -> CodeType:
    constants = (
        _without_columns(each) if isinstance(each, CodeType) else each for each in code.co_consts
    )
    return code.replace(co_linetable=b"", co_consts=tuple(constants))


def _inner(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def _outer(code: CodeType) -> Any:
    constants = [repr(each) for each in code.co_consts if not isinstance(each, CodeType)]
    return code.co_code, code.co_names, constants, len(_inner(code))
