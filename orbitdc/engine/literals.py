"""Literals take the type of the numbers around them, so that one source serves lanes of double and single precision.

Python's ``0.5`` is a double, and a product with it would be one too: lanes of single precision would be widened at
every constant. A step function whose floating-point arguments are all single is therefore compiled from a twin of its
own, in which the literals and global numbers of it, and of the kernels copied into it, are rounded to single; with any
other arguments it is compiled as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import overload


def _floats(args: Any) -> Iterator[types.Type]:
    """The types of all floating-point numbers in arguments, those in tuples included."""
    for arg in args:
        if isinstance(arg, types.Float):
            yield arg
        elif isinstance(arg, types.BaseTuple):
            yield from _floats(arg)


def narrowed(function: Any, options: dict[str, Any]) -> FunctionType:
    """The twin of a function with numbers of single precision, beside twins of the kernels that it copies.

    >>> def half(x):
    ...     return 0.5 * x
    >>> half(np.float64(3.0)).dtype, narrowed(half, {})(np.float32(3.0)).dtype
    (dtype('float64'), dtype('float32'))
    """

    def single(value: Any) -> Any:
        """A literal, global number or copied kernel in single precision; anything else as it is."""
        if isinstance(value, float):
            return np.float32(value)
        copied = getattr(value, "py_func", None)
        return value if copied is None else njit(inline="always", **options)(narrowed(copied, options))

    code, space = function.__code__, function.__globals__
    names = {name: single(space[name]) for name in code.co_names if name in space}
    code = code.replace(co_consts=tuple(map(single, code.co_consts)))
    return FunctionType(code, {**space, **names}, function.__name__, function.__defaults__)


def either_precision(options: dict[str, Any], **more: Any) -> Callable[[Any], Any]:
    """Decorator of a function that kernels call with numbers of either precision; to Python it stays what it is.

    ``options`` are numba's for it and for what is copied into it, ``more`` those for it alone.
    """

    every: Any = {**options, **more}

    def make(function: Any) -> Any:
        """The function as it is, after numba was told of its twin."""

        @overload(function, jit_options=every, strict=False)
        def chosen(*args: Any) -> Any:
            """What numba compiles for these types of arguments."""
            return narrowed(function, options) if set(_floats(args)) == {types.float32} else function

        return function

    return make
