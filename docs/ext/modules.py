"""A package's public names as a page, from their docstrings."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

BLOCK = """\
```{{eval-rst}}
.. automodule:: {name}
   :members:
```
"""


def public_modules(name: str) -> tuple[str, ...]:
    """Return a room where it says in `__all__` what is public, else the modules below it."""
    return tuple(module.__name__ for module in _saying(importlib.import_module(name)))


def _saying(module: ModuleType) -> Iterator[ModuleType]:
    if hasattr(module, "__all__") or not hasattr(module, "__path__"):
        yield module
        return
    for found in pkgutil.iter_modules(module.__path__):
        yield from _saying(importlib.import_module(f"{module.__name__}.{found.name}"))


def module_text(name: str) -> str:
    """Return a block that has Sphinx document each public package of a room."""
    names = public_modules(name)
    if names == (name,):
        return BLOCK.format(name=name)
    return "\n".join(f"## {each}\n\n{BLOCK.format(name=each)}" for each in names)
