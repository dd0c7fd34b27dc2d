"""Prices of several years brought to the dollars of one: every block's amounts into ``money.currency_year``."""

from __future__ import annotations

from typing import TypeVar

from orbitdc.block import Block
from orbitdc.catalog import table
from orbitdc.errors import Problem, ScenarioError
from orbitdc.scenario.model import Scenario

INDEX = "us_cpi_u"
PRICED = ("accelerator", "satellite", "fleet", "launch", "ground")  # blocks that hold a currency_year

AnyBlock = TypeVar("AnyBlock", bound=Block)


def price_index() -> dict[int, float]:
    """Consumer prices in the US by year, annual mean, 1982-84 = 100.

    >>> round(price_index()[2024] / price_index()[2020], 3)
    1.212
    """
    return {int(year): float(row.value) for year, row in table("price_index")[INDEX].items()}


def constant_dollars(scenario: Scenario) -> Scenario:
    """A scenario with every amount in dollars of ``money.currency_year``; keys with ``usd`` in their name are amounts.

    Raises ScenarioError for a year that the price index does not cover.
    """
    index = price_index()
    target = scenario.money.currency_year
    update: dict[str, Block] = {}
    for name in PRICED:
        block = getattr(scenario, name)
        for path, year in ((f"{name}.currency_year", block.currency_year), ("money.currency_year", target)):
            if year not in index:
                fix = f"choose a year from {min(index)} to {max(index)}"
                raise ScenarioError(Problem(f"the price index does not cover {year}", path=path, fix=fix))
        if block.currency_year != target:
            update[name] = _scaled(block, index[target] / index[block.currency_year], target)
    return scenario.model_copy(update=update) if update else scenario


def _scaled(block: AnyBlock, factor: float, year: int) -> AnyBlock:
    update: dict[str, object] = {}
    for name in type(block).model_fields:
        value = getattr(block, name)
        if isinstance(value, Block):
            update[name] = _scaled(value, factor, year)
        elif "usd" in name.split("_") and value is not None:
            update[name] = value * factor
        elif name == "currency_year":
            update[name] = year
    return block.model_copy(update=update)
