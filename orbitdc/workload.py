"""What the accelerators run: precision, occupancy, model FLOP utilization, power curve."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from orbitdc.block import Block, Fraction, OpenFraction
from orbitdc.satellite.accelerator import Precision


class Workload(Block):
    """A workload shared by both sides of a comparison unless a scenario says otherwise."""

    catalog_kind: ClassVar[str] = "workloads"
    defaults_name: ClassVar[str] = "workload"

    precision: Precision
    occupancy_frac: OpenFraction  # share of available hours in which an accelerator is busy
    mfu_frac: OpenFraction  # share of dense peak reached while busy
    availability_frac: OpenFraction  # share of hours neither failed over nor restarting
    idle_power_frac: Fraction  # power of an idle accelerator over that of a busy one
    power_exponent: Annotated[float, Field(ge=0.1, le=1.0)]  # throughput ~ (power above static)^exponent
