"""The base of every block of a result: typed keys, each with a unit and a sentence, and a reason beside every null.

The models of ``orbitdc.results.schema`` are built from it. `orbitdc schema summary` prints them as a JSON schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self, get_args

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, StringConstraints, model_validator
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from orbitdc.block import one_line
from orbitdc.scenario.schema import parts, unit_of

Name = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]*$")]  # an identifier
UNITS = {  # units that only results have, by the last words of a key; those of a scenario are in its own schema
    "usd_per_pflop_hour": "USD/PFLOP-hour",
    "usd_per_eflop": "USD/EFLOP",
    "usd_per_gpu_hour": "USD per accelerator and hour",
    "usd_per_it_kwh": "USD per kWh of IT",
    "usd_per_million_tokens": "USD per million tokens",
    "usd_per_year": "USD/year",
    "usd_per_y": "USD/year",
    "usd_per_month": "USD/month",
    "usd_per_it_w": "USD per IT watt",
    "kgco2e_per_pflop_hour": "kg CO2e/PFLOP-hour",
    "kg_per_kwh": "kg CO2e/kWh",
    "kg_per_kw": "kg/kW",
    "m2_per_kw": "m2/kW",
    "l_per_pflop_hour": "L/PFLOP-hour",
    "l_per_kwh": "L/kWh",
    "m_per_s_y": "m/s per year",
    "m_per_s_d": "m/s per day",
    "m_per_s": "m/s",
    "days_per_year": "days/year",
    "tokens_per_s": "tokens/s",
    "passes_per_day": "passes/day",
    "pflop_per_s": "PFLOP/s",
    "flop": "FLOP",
    "krad": "krad",
    "gbps": "Gbit/s",
    "ms": "ms",
    "sfu": "solar flux units, 1e-22 W/m2/Hz",
    "min_per_orbit": "minutes per orbit",
    "kw": "kW",
    "min": "minutes",
    "factor": "1",
    "frac": "1",
}


class Unit(str):
    """The unit of a key whose name does not say it, as an annotation: ``Annotated[int, Unit("satellites")]``."""


def identifier(text: str) -> str:
    """A label as a name of lower-case letters, digits and underscores, fit for a key.

    >>> identifier("bus: array"), identifier("shell and land"), identifier("replacement and repairs")
    ('bus_array', 'shell_and_land', 'replacement_and_repairs')
    """
    return re.sub("[^a-z0-9]+", "_", text.lower()).strip("_")


def by_identifier(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values under identifiers. Raises ValueError where two labels would share one.

    >>> by_identifier({"launch loss": 2.0})
    {'launch_loss': 2.0}
    """
    out = {identifier(label): value for label, value in values.items()}
    if len(out) < len(values):
        raise ValueError(f"two of these labels share one identifier: {', '.join(values)}")
    return out


def unit_of_result(name: str, field: FieldInfo | None = None) -> str:
    """The unit of a key of a result: what its annotation says, else what the last words of its name say.

    >>> unit_of_result("usd_per_pflop_hour"), unit_of_result("beta_min_deg"), unit_of_result("satellites")
    ('USD/PFLOP-hour', 'degrees', '')
    """
    stated = [one for one in (field.metadata if field else ()) if isinstance(one, Unit)]
    if stated:
        return str(stated[0])
    if name.startswith("ratio"):
        return "1"
    named = (unit for suffix, unit in UNITS.items() if name == suffix or name.endswith(f"_{suffix}"))
    return next(named, "") or unit_of(f"_{name}")


class Record(BaseModel):
    """One block of a result. A key that is null has a key ``<name>_reason`` beside it; no other key is unknown."""

    model_config = ConfigDict(
        frozen=True, extra="allow", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        """The record, where every null has its reason beside it and no other key is there."""
        extra = set(self.model_extra or ())
        nulls = {name for name in self.model_fields_set if name in type(self).model_fields and _is_null(self, name)}
        if unknown := extra - {f"{name}_reason" for name in nulls}:
            raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
        if silent := {name for name in nulls if not (self.model_extra or {}).get(f"{name}_reason")}:
            raise ValueError(f"null without a reason: {', '.join(sorted(silent))}")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The JSON schema with the unit of each key, sentences on one line, and a reason beside what may be null."""
        schema = handler(core_schema)
        block = handler.resolve_ref_schema(schema)
        block["additionalProperties"] = False
        for name, field in cls.model_fields.items():
            about = block["properties"][field.alias or name]
            about["description"] = one_line(field.description or "")
            if unit := unit_of_result(name, field):
                about["unit"] = unit
            if may_be_null(field) and field.is_required():
                why = {"type": "string", "description": f"The reason why {name} is null, where it is."}
                block["properties"][f"{name}_reason"] = why
        return schema


def _is_null(record: Record, name: str) -> bool:
    """Whether a key of a record is null."""
    return getattr(record, name) is None


def may_be_null(field: FieldInfo) -> bool:
    """Whether a key may be null."""
    return type(None) in parts(field.annotation)


def record_of(annotation: Any) -> tuple[type[Record] | None, str]:
    """The record below a key, and how it is held: ``one``, ``list`` or ``map``; None where there is none."""
    for part in parts(annotation):
        if isinstance(part, type) and issubclass(part, Record):
            return part, "one"
        inner = get_args(part)
        held = "map" if getattr(part, "__origin__", None) is dict else "list"
        if inner and isinstance(inner[-1], type) and issubclass(inner[-1], Record):
            return inner[-1], held
    return None, "one"


def leaves(record: type[Record], above: str = "", unit: str = "") -> Iterable[tuple[str, FieldInfo, str]]:
    """Every key below a record as dotted path, field and unit; ``[]`` marks a list, ``<name>`` the keys of a map.

    A key without a unit of its own has that of the block it stands in: the ``min`` of ``beta_deg`` is in degrees.
    """
    for name, field in record.model_fields.items():
        own = unit_of_result(name, field) or unit
        inner, held = record_of(field.annotation)
        path = f"{above}{name}"
        if inner is None:
            yield (
                path
                + (".<name>" if any(getattr(p, "__origin__", None) is dict for p in parts(field.annotation)) else ""),
                field,
                own,
            )
            continue
        yield path, field, own
        yield from leaves(inner, path + {"one": ".", "list": "[].", "map": ".<name>."}[held], own)
