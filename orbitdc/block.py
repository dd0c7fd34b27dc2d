"""The base of every block of a scenario: frozen, unknown keys refused, numbers bounded.

A block holds no default numbers: what a scenario leaves out comes from the catalogue, the
``defaults`` kind being the last resort, so that every number a run used can be counted and traced.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, NoReturn, Self, get_args

from annotated_types import Ge, Gt, Le
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from orbitdc import catalog
from orbitdc.catalog.limits import limits_of
from orbitdc.errors import CatalogError

Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]
Fraction = Annotated[float, Field(ge=0, le=1)]
OpenFraction = Annotated[float, Field(gt=0, le=1)]
Kelvin = Annotated[float, Field(gt=150, lt=600)]  # a temperature in kelvin, never in Celsius


def entry_of(kind: str) -> AfterValidator:
    """The check that text names an entry of a catalogue, refused with the nearest names where there is none."""

    def known(name: str) -> str:
        """The name, where the catalogue has an entry of it; refused with the nearest names else."""
        try:
            catalog.entry(kind, name)
        except CatalogError as error:
            (problem,) = error.problems
            raise PydanticCustomError("entry", "{said}", {"said": problem.message, "fix": problem.fix}) from None
        return name

    return AfterValidator(known)


FIELDS = "\n\n    Fields:\n"  # between the docstring of a block and the list of its fields


def one_line(text: str) -> str:
    """Text that was wrapped in its source, on one line.

    >>> one_line("The area is the surface\\nof one face.")
    'The area is the surface of one face.'
    """
    return " ".join(text.split())


def as_date(value: Any) -> Any:
    """ISO text as a date; anything else is left to the field's own check."""
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{value!r} is not a date such as 2028-01-01") from None
    return value


def _within_limits(name: str, field: FieldInfo) -> bool:
    """Give a number the limits of its name where it states none; whether any was added."""
    flat, stack = list(field.metadata), [field.annotation]
    while stack:
        inner = stack.pop()
        flat += [mark for outer in getattr(inner, "__metadata__", ()) for mark in getattr(outer, "metadata", [outer])]
        stack += get_args(inner)
        if inner in (int, float) and (limits := limits_of(name)) is not None:
            break
    else:
        return False
    added: list[Any] = []
    if not any(hasattr(mark, "le") or hasattr(mark, "lt") for mark in flat):
        added.append(Le(inner(limits.most)))
    if any(isinstance(mark, Gt) and mark.gt == 0 for mark in flat):
        added.append(Ge(inner(limits.least)))
    field.metadata = [mark for mark in field.metadata if not (isinstance(mark, Gt) and mark.gt == 0)] + added
    return bool(added)


class Block(BaseModel):
    """One part of a scenario.

    ``catalog_kind`` names the catalogue whose entries ``from:`` may take (empty: none);
    ``defaults_name`` names the entry of the ``defaults`` catalogue that fills absent keys.
    The sentence below a field says what it is: the JSON schema, `orbitdc explain`, `help` and editors show it.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    catalog_kind: ClassVar[str] = ""
    defaults_name: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Give numbers their limits, and list the fields with their sentences in the block's docstring for `help`."""
        super().__pydantic_init_subclass__(**kwargs)
        changed = [_within_limits(name, field) for name, field in cls.model_fields.items()]  # every one, not the first
        if any(changed):
            cls.model_rebuild(force=True)
        if cls.__doc__ and cls.model_fields:
            fields = [f"{name}: {one.description or ''}" for name, one in cls.model_fields.items()]
            listed = "".join("\n    " + field.replace("\n", "\n        ") for field in fields)
            cls.__doc__ = f"{cls.__doc__.rstrip()}{FIELDS}{listed}\n    "

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The JSON schema with each sentence on one line, and the docstring without the list of fields."""
        schema = handler(core_schema)
        block = handler.resolve_ref_schema(schema)
        for about in block.get("properties", {}).values():
            if "description" in about:
                about["description"] = one_line(about["description"])
        if "description" in block:
            block["description"] = block["description"].split(FIELDS.strip())[0].rstrip()
        return schema

    def changed(self, **fields: Any) -> Self:
        """The block with some fields at other values, checked again; blocks inside it that stay are taken as they are.

        Raises pydantic's ValidationError for a value that the field does not take, or a field that is not there.
        """
        here = self.__dict__
        return self.model_validate({name: here[name] for name in self.__pydantic_fields__} | fields)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The copy of pydantic, save that an ``update`` is checked: ``changed`` in other words."""
        return self.changed(**update) if update else super().model_copy(deep=deep)

    def copy(self, **_: Any) -> NoReturn:
        """Refused, because it would take values unchecked."""
        raise TypeError("write changed(field=value) for a block with another value, or copy.copy(block)")
