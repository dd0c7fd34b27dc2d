"""What the accelerators run: precision, occupancy, model FLOP utilization, power curve, and what it sends."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Block, Fraction, NonNegative, OpenFraction, Positive
from orbitdc.constants import SECONDS_PER_DAY
from orbitdc.satellite.accelerator import Precision

FLOP_PER_PARAMETER_TOKEN = {"training": 6.0, "inference": 2.0}  # dense transformer, forward and backward or forward


class Workload(Block):
    """A workload shared by both sides of a comparison unless a scenario says otherwise.

    Traffic limits the orbit alone: a ground fabric carries both kinds.
    """

    catalog_kind: ClassVar[str] = "workloads"
    defaults_name: ClassVar[str] = "workload"

    precision: Precision
    occupancy_frac: OpenFraction  # share of available hours in which an accelerator is busy
    mfu_frac: OpenFraction  # share of dense peak reached while busy
    availability_frac: OpenFraction  # share of hours neither failed over nor restarting
    idle_power_frac: Fraction  # power of an idle accelerator over that of a busy one
    power_exponent: Annotated[float, Field(ge=0.1, le=1.0)]  # throughput ~ (power above static)^exponent
    traffic: Literal["training", "inference", "none"]  # data-parallel gradients, tokens, or a job that sends nothing
    parameters: Positive  # active per token
    bytes_per_gradient: Positive
    tokens_per_step: Positive  # of the whole job
    job_accelerators: Annotated[int, Field(ge=1)]
    local_steps: Annotated[int, Field(ge=1)]  # optimizer steps between all-reduces; 1: synchronous
    overlap_frac: Fraction  # of a step's compute behind which its all-reduce hides
    bytes_per_token: NonNegative  # in and out, prompt and protocol included
    bytes_per_parameter: Positive  # of the weights that an inference satellite is sent
    weight_updates_per_day: NonNegative

    def weights_gbps(self) -> float:
        """Mean traffic of new weights to one satellite in Gbit/s: bytes x parameters x updates a day."""
        return self.bytes_per_parameter * self.parameters * 8e-9 * self.weight_updates_per_day / SECONDS_PER_DAY

    def tokens_per_s(self, flop_per_s: float) -> float:
        """Tokens in 1/s that delivered FLOP/s make: F/(6 P) in training, F/(2 P) in inference.

        Kaplan et al. 2020, arXiv:2001.08361: 6 P FLOP per token trained, 2 P per token generated.
        """
        return flop_per_s / (FLOP_PER_PARAMETER_TOKEN.get(self.traffic, 6.0) * self.parameters)
