"""Results kept by the content of what they follow from, so that points of a study share them."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache, cached_property, wraps
from operator import attrgetter
from typing import Any, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

P = ParamSpec("P")
T = TypeVar("T")
_ABSENT: Any = object()
_PLAIN = frozenset((float, int, str, bool, type(None)))
_TOLD: WeakKeyDictionary[Any, bytes] = WeakKeyDictionary()  # of what equals nothing but itself, and stays as it is


def parts(value: Any) -> list[bytes]:
    """Every number of a value, to the last bit: of dataclasses, tuples, arrays and what ``repr`` tells apart.

    >>> parts((1, (2.5, "a")))
    [b'1', b"(2.5, 'a')"]
    """
    found: list[bytes] = []
    _tell(value, found)
    return found


def _tell(value: Any, found: list[bytes]) -> None:
    """Put the parts of a value behind those found."""
    kind: Any = type(value)
    if kind in _PLAIN:
        found.append(repr(value).encode())
    elif isinstance(value, np.ndarray):
        found.append(f"{value.shape}{value.dtype.str}".encode())
        found.append(value.tobytes())
    elif isinstance(value, tuple):
        if _PLAIN.issuperset(map(type, value)):
            found.append(repr(tuple(value)).encode())
        else:
            for each in value:
                _tell(each, found)
    elif (values_of := _values_of(kind)) is None:
        found.append(repr(value).encode())
    elif _is_itself(kind):
        if value not in _TOLD:
            _TOLD[value] = digest(*values_of(value))
        found.append(_TOLD[value])
    else:
        _tell(values_of(value), found)


@cache
def _values_of(kind: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """What gives the values of the fields of a kind of dataclass; nothing for anything else."""
    names = [each.name for each in fields(kind)] if is_dataclass(kind) else []
    if len(names) > 1:
        return attrgetter(*names)
    return (lambda value: (getattr(value, names[0]),)) if names else None


@cache
def _is_itself(kind: Any) -> bool:
    """Whether what is of a kind equals nothing but itself."""
    return getattr(kind, "__hash__", None) is object.__hash__


class Hashed(tuple[Any, ...]):
    """A tuple that finds its hash once, where that takes long because its values hold many numbers.

    >>> Hashed((1, 2)) == (1, 2), hash(Hashed((1, 2))) == hash((1, 2))
    (True, True)
    """

    @cached_property
    def _found(self) -> int:
        """The hash of the values."""
        return super().__hash__()

    def __hash__(self) -> int:
        return self._found


def digest(*values: Any) -> bytes:
    """The hash of some values by their content.

    >>> digest(1, np.zeros(2)) == digest(1, np.zeros(2)), digest(1, np.zeros(2)) == digest(1, np.zeros(3))
    (True, False)
    """
    return hashlib.blake2b(b"\0".join([*parts(values), b""]), digest_size=16).digest()


@dataclass
class Recent(Generic[T]):
    """The results that were asked for last, by the content of their inputs.

    >>> seen = Recent[int](most=2)
    >>> [seen.get(key, lambda key=key: key * key) for key in (2, 3, 2)], seen.made
    ([4, 9, 4], 2)
    """

    most: int
    kept: OrderedDict[bytes, T] = field(default_factory=OrderedDict)
    made: int = 0  # so far

    def get(self, told: Any, make: Callable[[], T]) -> T:
        """The result kept for this content, or made and kept."""
        return self.of(digest(told), make)

    def of(self, key: bytes, make: Callable[[], T]) -> T:
        """The result kept for the content with this hash, or made and kept."""
        found: T = self.kept.pop(key, _ABSENT)  # another thread may ask too
        if found is _ABSENT:
            found = make()
            self.made += 1
        self.kept[key] = found  # as the last
        if len(self.kept) > self.most:
            self.kept.popitem(last=False)
        return found


def by_content(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A decorator that keeps the last results of a function by the content of its arguments; arrays are for reading.

    >>> @by_content(most=2)
    ... def doubled(x):
    ...     return 2.0 * x
    >>> doubled(np.ones(2)) is doubled(np.ones(2)), doubled(np.ones(2)).flags.writeable
    (True, False)
    """

    def keeping(function: Callable[P, T]) -> Callable[P, T]:
        """The function with its most recent answers kept."""
        recent = Recent[T](most)

        def made(*given: P.args, **named: P.kwargs) -> T:
            """The function's answer, whose arrays nobody may change."""
            found = function(*given, **named)
            for each in found if isinstance(found, tuple) else (found,):
                if isinstance(each, np.ndarray):
                    each.flags.writeable = False
            return found

        @wraps(function)
        def kept(*given: P.args, **named: P.kwargs) -> T:
            """The kept answer to the same arguments, or a new one."""
            return recent.get((given, tuple(sorted(named.items()))), lambda: made(*given, **named))

        return kept

    return keeping
