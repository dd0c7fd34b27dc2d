"""One function per figure: data in, a figure with its finding as title out."""

from orbitdc.report.environment_figure import environment
from orbitdc.report.money_figures import cost_stack, launch_curve
from orbitdc.report.over_time import one_orbit, year

__all__ = ["cost_stack", "environment", "launch_curve", "one_orbit", "year"]
