"""orbitdc: when, if ever, does AI compute in orbit beat compute on the ground?"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orbitdc.report.answer import open as open
    from orbitdc.results.frames import sources as sources
    from orbitdc.results.save import save as save
    from orbitdc.results.save import summary_of as summary_of
    from orbitdc.scenario.load import load as load
    from orbitdc.study.breakeven import breakeven as breakeven
    from orbitdc.study.compare import compare as compare
    from orbitdc.study.front import front as front
    from orbitdc.study.montecarlo import montecarlo as montecarlo
    from orbitdc.study.optimize import optimize as optimize
    from orbitdc.study.outlook import outlook as outlook
    from orbitdc.study.progress import progress as progress
    from orbitdc.study.reconcile import reconcile as reconcile
    from orbitdc.study.reliability import reliability as reliability
    from orbitdc.study.sensitivity import sensitivity as sensitivity
    from orbitdc.study.simulate import simulate as simulate
    from orbitdc.study.surface import parity_surface as parity_surface
    from orbitdc.study.sweep import sweep as sweep
    from orbitdc.study.together import what_must_be_true as what_must_be_true

__version__ = "0.1.0"

_WORDS = {  # the notebook's words and where they live; imported on first use
    "load": "orbitdc.scenario.load",
    "simulate": "orbitdc.study.simulate",
    "compare": "orbitdc.study.compare",
    "reliability": "orbitdc.study.reliability",
    "reconcile": "orbitdc.study.reconcile",
    "sweep": "orbitdc.study.sweep",
    "breakeven": "orbitdc.study.breakeven",
    "parity_surface": "orbitdc.study.surface",
    "what_must_be_true": "orbitdc.study.together",
    "montecarlo": "orbitdc.study.montecarlo",
    "outlook": "orbitdc.study.outlook",
    "sensitivity": "orbitdc.study.sensitivity",
    "optimize": "orbitdc.study.optimize",
    "front": "orbitdc.study.front",
    "progress": "orbitdc.study.progress",
    "sources": "orbitdc.results.frames",
    "save": "orbitdc.results.save",
    "open": "orbitdc.report.answer",
    "summary_of": "orbitdc.results.save",
}
__all__ = ["__version__", *_WORDS]


def __getattr__(name: str) -> Any:
    if name in _WORDS:
        return getattr(import_module(_WORDS[name]), name)
    raise AttributeError(f"module 'orbitdc' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
