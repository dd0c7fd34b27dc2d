"""Prices of several years brought to the dollars of one: every block's amounts into ``money.currency_year``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from orbitdc.block import Block
from orbitdc.catalog import table
from orbitdc.errors import Problem, ScenarioError

INDEX = "us_cpi_u"
PRICED = ("accelerator", "satellite", "fleet", "launch", "ground")  # blocks that hold a currency_year

AnyBlock = TypeVar("AnyBlock", bound=Block)


@cache
def price_index() -> dict[int, float]:
    """Consumer prices in the US by year, annual mean, 1982-84 = 100.

    >>> round(price_index()[2024] / price_index()[2020], 3)
    1.212
    """
    return {int(year): float(row.value) for year, row in table("price_index")[INDEX].items()}


def constant_dollars(scenario: AnyBlock) -> AnyBlock:
    """A scenario with every amount in dollars of ``money.currency_year``; keys with ``usd`` in their name are amounts.

    A block inside a block may hold a year of its own. Raises ScenarioError for a year that the price index does not
    cover.
    """
    blocks: dict[str, Any] = {name: getattr(scenario, name) for name in (*PRICED, "money")}
    target = blocks.pop("money").currency_year
    update: dict[str, Block] = {}
    for name, block in blocks.items():
        years = dict(_years(block, name))
        for path, year in (years | {"money.currency_year": target}).items():
            _covered(year, path)
        if any(year != target for year in years.values()):
            update[name] = dollars_of(block, target, name)
    return scenario.changed(**update) if update else scenario


def dollars_of(block: AnyBlock, year: int, path: str = "") -> AnyBlock:
    """A block at a dotted path with its amounts, and those of the blocks inside it, in dollars of one year.

    Raises ScenarioError for an amount that leaves its bounds in dollars of that year.
    """
    return _scaled(block, price_index(), year, 1.0, path)


def _covered(year: int, path: str) -> None:
    """Raise ScenarioError where the price index does not cover a year."""
    index = price_index()
    if year not in index:
        fix = f"choose a year from {min(index)} to {max(index)}"
        raise ScenarioError(Problem(f"the price index does not cover {year}", path=path, fix=fix))


@cache
def _holding(block: type[Block]) -> tuple[str, ...]:
    """The fields of a kind of block that are a year of prices or may hold blocks."""
    return tuple(
        name for name, one in block.model_fields.items() if name == "currency_year" or _may_hold(one.annotation)
    )


def _may_hold(annotation: Any) -> bool:
    """Whether a type is a block, or has one inside."""
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return True
    return any(_may_hold(inside) for inside in get_args(annotation))


def _years(block: Block, path: str) -> Iterator[tuple[str, int]]:
    """Every ``currency_year`` of a block and of those inside it, by dotted path."""
    for name in _holding(type(block)):
        value = getattr(block, name)
        if isinstance(value, Block):
            yield from _years(value, f"{path}.{name}")
        elif isinstance(value, tuple):
            for index, each in enumerate(each for each in value if isinstance(each, Block)):
                yield from _years(each, f"{path}.{name}.{index}")
        elif name == "currency_year":
            yield f"{path}.{name}", value


def _scaled(block: AnyBlock, index: dict[int, float], target: int, factor: float, path: str) -> AnyBlock:
    """A block with its amounts, and those of the blocks inside it, in USD of the target year."""
    year = getattr(block, "currency_year", None)
    factor = factor if year is None else index[target] / index[year]
    update: dict[str, object] = {}
    for name in type(block).model_fields:
        value = getattr(block, name)
        if isinstance(value, Block):
            update[name] = _scaled(value, index, target, factor, f"{path}.{name}")
        elif isinstance(value, tuple) and value and isinstance(value[0], Block):
            update[name] = tuple(
                _scaled(each, index, target, factor, f"{path}.{name}.{at}") for at, each in enumerate(value)
            )
        elif "usd" in name.split("_") and value is not None:
            update[name] = value * factor
        elif name == "currency_year":
            update[name] = target
    try:
        return block.changed(**update)
    except ValidationError as error:
        raise ScenarioError(
            *(
                Problem(
                    f"is {detail['input']:.6g} in dollars of {target}, beyond what it takes",
                    path=".".join((path, *map(str, detail["loc"]))),
                    fix="write a smaller amount",
                )
                for detail in error.errors()
            )
        ) from None
