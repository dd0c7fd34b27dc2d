"""One row of docs/validation.md: a result of the package beside one of others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One comparison: ours, theirs, and by how much they may differ, absolutely or as a share."""

    what: str
    ours: float
    theirs: float
    unit: str
    allowed: float
    is_share: bool
    reason: str
    source: str

    @property
    def difference(self) -> float:
        """How far apart both are, in the unit or as a share of theirs."""
        apart = abs(self.ours - self.theirs)
        return apart / abs(self.theirs) if self.is_share else apart

    def said(self, value: float) -> str:
        """A difference in words."""
        if not self.is_share:
            return f"{value:.2g} {self.unit}".rstrip()
        return f"{100.0 * value:.2g} %" if value >= 1e-5 else f"{value:.1e}"

    def line(self) -> str:
        """The row of the page."""
        numbers = "" if self.theirs == 0.0 else f"{self.ours:.6g} and {self.theirs:.6g} {self.unit}".rstrip()
        apart = self.said(self.difference) if self.difference > 1e-13 else "rounding"
        cells = (self.what, numbers, apart, self.said(self.allowed), self.reason, self.source)
        return f"| {' | '.join(cells)} |"


def share(what: str, ours: float, theirs: float, unit: str, allowed: float, reason: str, source: str) -> Row:
    """A comparison by the share of theirs."""
    return Row(what, float(ours), float(theirs), unit, allowed, True, reason, source)


def absolute(what: str, ours: float, theirs: float, unit: str, allowed: float, reason: str, source: str) -> Row:
    """A comparison by the difference in a unit."""
    return Row(what, float(ours), float(theirs), unit, allowed, False, reason, source)
