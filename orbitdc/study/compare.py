"""Orbit and ground side by side."""

from __future__ import annotations

from dataclasses import dataclass

from orbitdc.comparison.run import Run
from orbitdc.scenario.model import Scenario
from orbitdc.study.simulate import simulate


@dataclass(frozen=True)
class Duel:
    """The costs of both sides of one scenario and the run behind them."""

    run: Run

    @property
    def usd_per_pflop_hour(self) -> dict[str, float | None]:
        """Levelized cost of each side; None where a side delivers nothing."""
        return {
            "orbit": self.run.orbit.cost.usd_per_pflop_hour,
            "ground": self.run.ground.cost.usd_per_pflop_hour,
        }

    @property
    def ratio(self) -> float | None:
        """Orbit over ground, like for like."""
        return self.run.ratio_like_for_like

    def __str__(self) -> str:
        return str(self.run)


def compare(scenario: Scenario) -> Duel:
    """Simulate a scenario and put its two sides beside each other."""
    return Duel(simulate(scenario))
