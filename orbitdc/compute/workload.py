"""What the accelerators run: precision, occupancy, model FLOP utilization, power curve, and what it sends."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orbitdc.block import Block, Fraction, NonNegative, OpenFraction, Positive
from orbitdc.compute.accelerator import Precision
from orbitdc.constants import SECONDS_PER_DAY

Phase = Literal["training", "prefill", "decode", "mixed"]


class Workload(Block):
    """A workload shared by both sides of a comparison unless a scenario says otherwise.

    A model (its parameters, layers and width), how it is spread over accelerators, and what it sends. Raises ValueError
    where the phase and the traffic contradict each other.
    """

    catalog_kind: ClassVar[str] = "workloads"
    defaults_name: ClassVar[str] = "workload"

    precision: Precision
    occupancy_frac: OpenFraction  # share of available hours in which an accelerator is busy
    mfu: Literal["stated", "bandwidth"]  # mfu_frac as given, or derived from silicon, memory and links
    mfu_frac: OpenFraction  # share of dense peak reached while busy, where it is stated
    availability_frac: OpenFraction  # share of hours neither failed over nor restarting
    idle_power_frac: Fraction  # power of an idle accelerator over that of a busy one
    power_exponent: Annotated[float, Field(ge=0.1, le=1.0)]  # throughput ~ (power above static)^exponent
    traffic: Literal["training", "inference", "none"]  # data-parallel gradients, tokens, or a job that sends nothing
    phase: Phase | None = None  # null: prefill and decode mixed where traffic is inference, else training
    parameters: Positive  # active per token
    inactive_parameters: NonNegative  # of experts that a token does not visit; 0 for a dense model
    layers: Annotated[int, Field(ge=1)]
    hidden_width: Annotated[int, Field(ge=1)]
    experts_per_token: Annotated[int, Field(ge=0)]  # 0: dense
    expert_parallel: Annotated[int, Field(ge=1)]  # accelerators over which a layer's experts are spread
    tensor_parallel: Annotated[int, Field(ge=1)]  # accelerators that share each matrix product, within a domain
    virtual_stages: Annotated[int, Field(ge=1)]  # of a pipeline on each accelerator, interleaved
    microbatch_tokens: Positive
    bytes_per_activation: Positive
    state_bytes_per_parameter: Positive  # in training: weights, gradients, optimizer
    memory_frac: OpenFraction  # of an accelerator's memory for model and cache
    kernel_efficiency_frac: OpenFraction  # of dense peak reached by the model's kernels without any traffic
    bandwidth_efficiency_frac: OpenFraction  # of memory bandwidth reached by decoding
    kv_bytes_per_token: Positive  # key-value cache of one token of context
    prompt_tokens: Positive  # of a request
    output_tokens: Positive
    token_max_ms: Positive | None = None  # longest time between two tokens of a reader; null: nobody waits
    bytes_per_gradient: Positive
    tokens_per_step: Positive  # of the whole job
    job_accelerators: Annotated[int, Field(ge=1)]
    local_steps: Annotated[int, Field(ge=1)]  # in orbit: optimizer steps between all-reduces; 1: synchronous
    overlap_frac: Fraction  # of a step's compute behind which its all-reduce hides
    bytes_per_token: NonNegative  # in and out, prompt and protocol included
    bytes_per_parameter: Positive  # of the weights of an inference job, in memory and when they are sent
    weight_updates_per_day: NonNegative  # to each satellite that serves a model; from each job that trains, its state

    @model_validator(mode="after")
    def _phase_and_traffic_agree(self) -> Workload:
        if self.traffic != "none" and self.phase is not None and (self.traffic == "training") != self.trains:
            send = "training" if self.trains else "inference"
            raise ValueError(
                f"phase {self.phase} does not send {self.traffic} traffic: set workload.traffic to {send} or none"
            )
        return self

    @property
    def work(self) -> Phase:
        """The phase that runs, by its traffic where none is stated."""
        return self.phase or ("mixed" if self.traffic == "inference" else "training")

    @property
    def trains(self) -> bool:
        """Whether a step has a backward pass."""
        return self.work == "training"

    @property
    def duty_frac(self) -> float:
        """Mean power of an accelerator over its power when busy: occupancy + idle share x (1 - occupancy)."""
        return self.occupancy_frac + self.idle_power_frac * (1.0 - self.occupancy_frac)

    @property
    def all_parameters(self) -> float:
        """Parameters held in memory, those of every expert included."""
        return self.parameters + self.inactive_parameters

    @property
    def processed_flop(self) -> float:
        """FLOP of one token that passes through the model: 6 P trained, 2 P read or written.

        Kaplan et al. 2020, arXiv:2001.08361.
        """
        return (6.0 if self.trains else 2.0) * self.parameters

    @property
    def token_flop(self) -> float:
        """FLOP of one token that is sold: where prompts and answers mix, an output token and its share of a prompt."""
        share = self.prompt_tokens / self.output_tokens if self.work == "mixed" else 0.0
        return self.processed_flop * (1.0 + share)

    def weights_gbps(self) -> float:
        """Mean traffic of new weights to one satellite in Gbit/s: bytes x parameters x updates a day."""
        return self.bytes_per_parameter * self.all_parameters * 8e-9 * self.weight_updates_per_day / SECONDS_PER_DAY

    def tokens_per_s(self, flop_per_s: float) -> float:
        """Tokens in 1/s that delivered FLOP/s make: trained, read, or written; where both mix, written ones."""
        return flop_per_s / self.token_flop
