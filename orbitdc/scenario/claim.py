"""What somebody said in public, as a number that a scenario can be held against: who, when, where, by which date."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from orbitdc.block import Block

Year = Annotated[int, Field(ge=2024, le=2045)]  # of the dated paths


class Claim(Block):
    """A public statement about one quantity; it moves no number of the scenario."""

    statement: str
    """The statement is what was said, in our own words."""
    who: str
    """The speaker is the person or the house that said it."""
    said_on: str
    """The day of the statement is written as a year, a month or a date."""
    source: str
    """The source is the address at which the statement can be read."""
    stance: Literal["bullish", "sceptical", "both"]
    """The stance says which side the statement speaks for: `bullish` for orbit, `sceptical` for the ground, and `both`
    for a statement with a condition."""
    due: str = ""
    """The due date is the time by which the statement is to be true, in words; empty where it names none."""
    quantity: str
    """The quantity is the key of what the statement is about, or several keys with ` + ` between them: a key of
    summary.json, `numbers.` before a key of the scenario, `paths.` before a dated path, or `supply.` before what
    launches, factories and chips allow."""
    over: str | None = None
    """The divisor is a quantity by which the first one is divided; null divides by nothing."""
    times: float | None = None
    """The factor leads from the unit of the quantity to that of the threshold; null takes it as it is."""
    comparison: Literal["at_most", "at_least"]
    """The comparison says on which side of the threshold the statement is true: `at_most` below it, `at_least` above
    it."""
    threshold: float
    """The threshold is the number that the statement names, or implies."""
    unit: str
    """The unit is that of the threshold, in words."""
    years: tuple[Year, ...] | None = None
    """The years are those on whose first day the statement is tested, with the prices and the silicon of the date; null
    tests the scenario as it stands."""
    silicon: Literal["latest", "kept"] | None = None
    """The silicon of the years is the `latest` of each, or the scenario's own, which is `kept`; null takes the
    latest."""
    vary: tuple[str, ...] | None = None
    """The inputs are those of which the statement could become true or untrue, as KEY or KEY=LOW:HIGH; null names
    none."""
    note: str = ""
    """The note says how the statement was turned into a number, or what the number leaves out."""
