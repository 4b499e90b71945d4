"""What makes a function's first answer sooner. Each function imports it first, and says when it is `over`.

Every trick has a line that says what it is for, and holds for the pinned versions of the libraries:
`tests/stack/test_cold_start.py`. What they buy, `make bench` measures. Where the libraries are whole, as in the
tests' environment, everything works without any of it.
"""

from __future__ import annotations

import gc
import importlib.util
import sys
import typing
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import typing_extensions


class _Unused:
    """Something that a library makes when it is imported, and that nothing of ours asks for."""

    def __init__(self, *_: Any, **__: Any) -> None:
        """Whatever it is made of."""

    def __call__(self, *arguments: Any) -> Any:
        """As a decorator it changes nothing."""
        return arguments[0]

    def __iter__(self) -> Iterator[Any]:
        """As a list it is empty."""
        return iter(())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


def stand_in(*modules: str) -> None:
    """Modules of which a library takes names, and uses none; any name is there."""
    for name in modules:
        module = ModuleType(name, "Stands in; see cold_start.")
        module.__path__ = []
        module.__getattr__ = _class_named  # type: ignore[method-assign]
        sys.modules.setdefault(name, module)


@contextmanager
def standing_in(*modules: str) -> Iterator[None]:
    """As `stand_in`, until the end of this: whoever asks for them later gets the real ones."""
    ours = [name for name in modules if name not in sys.modules]
    stand_in(*ours)
    try:
        yield
    finally:
        for name in ours:
            del sys.modules[name]


def _class_named(name: str) -> type:
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (_Unused,), {})


def over() -> None:
    """Everything is imported and built, and stays: the collector need not look at it again."""
    gc.freeze()
    gc.enable()


# The collector finds nothing while modules are imported, and looks all the same.
gc.disable()
# For help() on a client's methods.
stand_in("botocore.docs", "botocore.docs.docstring", "botocore.docs.utils", "boto3.docs", "boto3.docs.docstring")
# For Pusher's encrypted channels, of which we have none; not in the layer.
if not importlib.util.find_spec("nacl"):
    stand_in("nacl", "nacl.secret", "nacl.utils")

# For X-Ray's decorators and patches, of which we use none.
stand_in("wrapt")
# For boto3's resources: we use clients only.
stand_in("boto3.resources.factory")


class _AsDict(dict[str, Any]):
    """A TypedDict for whoever only builds dictionaries: without a look at each of its annotations."""

    def __init_subclass__(cls, **_: Any) -> None:
        """Whether it is total is of no account."""


# pydantic describes its schemas in a hundred of them, for type checkers.
_typed_dicts = typing.TypedDict, typing_extensions.TypedDict
typing.TypedDict = typing_extensions.TypedDict = _AsDict  # type: ignore[assignment]
try:
    import pydantic_core.core_schema  # noqa: F401
finally:
    typing.TypedDict, typing_extensions.TypedDict = _typed_dicts

# For boto3's transfers of files; for the version of HTTP/2 that urllib3 could ask for; for plugins of pydantic, which
# would read the metadata of every package.
with standing_in("s3transfer", "s3transfer.manager", "importlib.metadata"):
    import boto3  # noqa: F401
    import pydantic.plugin._loader  # noqa: F401

from botocore import handlers  # noqa: E402

# What botocore does for services of which we call none but S3, and for help(): 70 functions that each session looks at.
handlers.BUILTIN_HANDLERS[:] = [
    handler for handler in handlers.BUILTIN_HANDLERS if handler[0].partition(".")[2].partition(".")[0] in ("", "s3")
]
