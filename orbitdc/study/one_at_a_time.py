"""One assumption changed alone: the ratio and each side's cost at its other values, as a bar of the tornado."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orbitdc.report.text import number
from orbitdc.study.assumptions import Assumption
from orbitdc.study.execute import REFUSED

SAME = 1e-9  # of the ratio, below which it is not moved: the rounding of another order of sums
COSTS = ("orbit_usd_per_pflop_hour", "ground_usd_per_pflop_hour")


@dataclass(frozen=True)
class End:
    """One value of an assumption and what came of it."""

    value: Any
    row: Mapping[str, Any]  # an outcome
    central: float | None  # the ratio of the scenario as it stands

    @property
    def ratio(self) -> float | None:
        """The ratio at this value; None where a side has no cost, or the scenario does not take the value."""
        found = self.row["ratio_like_for_like"]
        return None if found is None else float(found)

    @property
    def moves(self) -> float:
        """By how much the value moves the ratio; 0 where there is none at either."""
        if self.ratio is None or self.central is None:
            return 0.0
        moved = self.ratio - self.central
        return moved if abs(moved) > SAME * abs(self.central) else 0.0

    @property
    def crosses(self) -> bool:
        """Whether this value alone makes the other side the cheaper one."""
        return self.ratio is not None and self.central is not None and (self.ratio < 1.0) != (self.central < 1.0)


@dataclass(frozen=True)
class Bar:
    """One assumption with its ends: those of a range, or every value of a choice, the one as it stands among them."""

    of: Assumption
    ends: tuple[End, ...]
    stands: End

    @property
    def known(self) -> list[End]:
        """The ends at which there is a ratio."""
        return [end for end in self.ends if end.ratio is not None]

    @property
    def is_whole(self) -> bool:
        """Whether there is a ratio at every end."""
        return len(self.known) == len(self.ends)

    @property
    def span(self) -> tuple[float, float]:
        """The least and the greatest ratio at the ends and at the value as it stands."""
        ratios = [self.stands.central or 0.0, *(end.ratio for end in self.known if end.moves and end.ratio)]
        return min(ratios), max(ratios)

    @property
    def swing(self) -> float:
        """How far apart those two ratios are; 0 where the scenario has no ratio."""
        low, high = self.span
        return 0.0 if self.stands.central is None else high - low

    @property
    def outer(self) -> tuple[End, End]:
        """The ends of the bar: low and high of a range, the values of a choice with least and greatest ratio."""
        if self.of.ends is not None:
            return self.ends[0], self.ends[1]
        ranked = sorted(self.known or [self.stands], key=lambda end: end.ratio or 0.0)
        return ranked[0], ranked[-1]

    @property
    def note(self) -> str:
        """What a bar does not show: one-sided cases, values without a ratio, values that are refused."""
        said = []
        moved = [end.moves for end in self.ends if end is not self.stands and end.moves]
        if not moved and self.is_whole:
            said.append("changes nothing in this scenario")
        if self.of.ends is not None and self.of.value in self.of.ends:
            said.append(f"the value is the {'low' if self.of.value == self.of.ends[0] else 'high'} end")
        elif self.of.ends is not None and len(moved) == 2 and moved[0] * moved[1] > 0.0:
            said.append(f"both ends {'raise' if moved[0] > 0.0 else 'lower'} the ratio")
        for end in self.ends:
            if end.ratio is None:
                refused = end.row["verdict"] == REFUSED
                said.append(f"{shown(end.value)} {'is refused' if refused else 'has no ratio'}: {end.row['reason']}")
        return "; ".join(said)

    def row(self) -> dict[str, Any]:
        """The bar as a row of the table: a number for each end, and a note."""
        low, high = self.outer
        made: dict[str, Any] = {"key": self.of.path, "kind": self.of.kind, "value": self.of.value}
        made |= {"low": low.value, "high": high.value}
        for name in ("ratio_like_for_like", *COSTS, "verdict"):
            made |= {f"{name}_at_low": low.row[name], f"{name}_at_high": high.row[name]}
        best = min((low, high), key=lambda end: end.moves) if low.moves != high.moves else None
        favours = "" if best is None else shown(best.value)
        return made | {"swing": self.swing, "orbit_favoured_at": favours, "grade": self.of.grade, "note": self.note}


def bar_of(assumption: Assumption, central: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Bar:
    """The bar of an assumption from the outcome of the scenario and those at the assumption's other values."""
    ratio = central["ratio_like_for_like"]
    stands = End(assumption.value, central, ratio)
    tried = [End(value, row, ratio) for value, row in zip(assumption.others, rows, strict=True)]
    if assumption.ends is None:
        return Bar(assumption, (stands, *tried), stands)
    by_value = {end.value: end for end in (stands, *tried)}
    return Bar(assumption, tuple(by_value[end] for end in assumption.ends), stands)


def shown(value: Any) -> str:
    """A value of an assumption in words."""
    if value is None:
        return "null"
    return number(value) if isinstance(value, int | float) else str(value)
