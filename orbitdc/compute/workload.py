"""The workload of the accelerators: precision, occupancy, model FLOP utilization, power curve, and traffic."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from orbitdc.block import Block, Fraction, NonNegative, OpenFraction, Positive
from orbitdc.compute.accelerator import Precision
from orbitdc.constants import SECONDS_PER_DAY

Phase = Literal["training", "prefill", "decode", "mixed"]


class Workload(Block):
    """A workload shared by both sides of a comparison unless a scenario says otherwise.

    It states a model (its parameters, layers and width), how the model is spread over accelerators, and the traffic
    that it sends. Raises ValueError where the phase and the traffic contradict each other.
    """

    catalog_kind: ClassVar[str] = "workloads"
    defaults_name: ClassVar[str] = "workload"

    precision: Precision
    """The precision is the number format of the matrix products, which chooses the dense peak of the accelerator:
    `bf16` has 16 bits, `fp8` has 8 bits and `fp4` has 4 bits."""
    occupancy_frac: OpenFraction
    """The occupancy is the share of the available hours in which an accelerator is busy."""
    mfu: Literal["stated", "bandwidth"]
    """The rule of model FLOP utilization says where it comes from: `stated` takes mfu_frac on both sides, and
    `bandwidth` derives it from the arithmetic, memory and links of the accelerator."""
    mfu_frac: OpenFraction
    """The model FLOP utilization is the share of the dense peak that an accelerator reaches while it is busy; the value
    is read where mfu is `stated`."""
    availability_frac: OpenFraction | None = None
    """The availability is the share of hours in which a job is neither failed nor restarting; a stated one holds on
    both sides, with radiation in orbit on top, and null derives it from interruptions_per_y, the accelerators that
    stop together, checkpoint_s and restart_s on each side."""
    interruptions_per_y: NonNegative
    """One accelerator interrupts its job so many times a year, by its own faults and those of its host, network and
    software; radiation in orbit comes on top, and the rate is read where availability_frac is null."""
    checkpoint_s: NonNegative
    """The checkpoint is the time for which a job stands still while it writes its state."""
    restart_s: NonNegative
    """The restart is the time that a stopped job takes to run again."""
    idle_power_frac: Fraction
    """The idle power is the power of an idle accelerator over the power of a busy one."""
    power_exponent: Annotated[float, Field(ge=0.1, le=1.0)]
    """The exponent says how throughput falls with power: throughput goes as the power above the static share, raised to
    this exponent."""
    traffic: Literal["training", "inference", "none"]
    """The traffic says what the job sends: `training` sends gradients between the copies of the model, `inference`
    sends tokens to and from the ground, and `none` sends nothing."""
    phase: Phase | None = None
    """The phase says what the job does with its model: `training` learns, `prefill` reads prompts, `decode` writes
    answers, and `mixed` reads prompts and writes answers; null takes `mixed` where traffic is `inference`, and
    `training` elsewhere."""
    parameters: Positive
    """This many parameters of the model are active in the computation of one token."""
    inactive_parameters: NonNegative
    """This many further parameters belong to experts that a token does not visit; they fill memory without computing,
    and a dense model has 0."""
    layers: Annotated[int, Field(ge=1)]
    """This many transformer layers make up the model."""
    hidden_width: Annotated[int, Field(ge=1)]
    """The hidden width is the number of activations that stand for one token between two layers."""
    experts_per_token: Annotated[int, Field(ge=0)]
    """Each token visits this many experts in a layer; 0 makes the model dense."""
    expert_parallel: Annotated[int, Field(ge=1)]
    """The experts of a layer are spread over this many accelerators, at most those of one domain."""
    tensor_parallel: Annotated[int, Field(ge=1)]
    """This many accelerators of a domain share each matrix product."""
    virtual_stages: Annotated[int, Field(ge=1)]
    """Each accelerator holds this many interleaved stages of the pipeline in training, which shortens the idle time at
    its ends."""
    microbatch_tokens: Positive
    """One micro-batch of the training pipeline holds this many tokens."""
    bytes_per_activation: Positive
    """One activation takes this many bytes when it is sent between accelerators."""
    state_bytes_per_parameter: Positive
    """In training, one parameter takes this many bytes of memory for its weight, gradient and optimizer state."""
    memory_frac: OpenFraction
    """The memory share is the part of an accelerator's memory that holds the model and its cache; the rest holds
    activations and buffers."""
    kernel_efficiency_frac: OpenFraction
    """The kernel efficiency is the share of the dense peak that the model's kernels reach without any traffic."""
    bandwidth_efficiency_frac: OpenFraction
    """The bandwidth efficiency is the share of the memory bandwidth that decoding reaches."""
    kv_bytes_per_token: Positive
    """The key-value cache takes this many bytes for one token of context."""
    prompt_tokens: Positive
    """The prompt of one request has this many tokens."""
    output_tokens: Positive
    """The answer to one request has this many tokens."""
    token_max_ms: Positive | None = None
    """The longest time between two tokens of an answer limits how many requests the phase `decode` serves together;
    null means that no reader waits."""
    bytes_per_gradient: Positive
    """One gradient takes this many bytes when copies of the model exchange it."""
    tokens_per_step: Positive
    """The whole job trains on this many tokens in one optimizer step."""
    job_accelerators: Annotated[int, Field(ge=1)]
    """One training job holds this many accelerators; they all stop together where they exchange at every step."""
    exchange: Literal["best", "every_step", "local_steps"]
    """The exchange says how often the copies of the model exchange their gradients: `every_step` does so at every
    optimizer step, `local_steps` once in local_steps, and `best` takes on each side what leaves more throughput."""
    local_steps: Annotated[int, Field(ge=1)]
    """Copies of the model may exchange their gradients once in this many optimizer steps, on either side; 1 exchanges
    them at every step."""
    local_compute_factor: Annotated[float, Field(ge=1)]
    """Training that exchanges once in local_steps takes this many times the compute for a model as good."""
    stragglers: Literal["drop", "wait"]
    """The straggler policy says what copies of the model do that exchange once in local_steps when one of them stops:
    `drop` goes on without it, and `wait` stops all."""
    overlap_frac: Fraction
    """The overlap is the share of the compute time of an optimizer step behind which the exchange of its gradients
    hides."""
    bytes_per_token: NonNegative
    """Between a satellite and the ground, one token takes this many bytes, protocol included."""
    bytes_per_parameter: Positive
    """One weight of an inference model takes this many bytes, in memory and when new weights are sent."""
    weight_updates_per_day: NonNegative
    """New weights are sent this many times a day to each satellite that serves a model, and each training job sends its
    whole state to the ground as often."""

    @model_validator(mode="after")
    def _phase_and_traffic_agree(self) -> Workload:
        """The workload, where what it sends between satellites is what its phase sends."""
        if self.traffic != "none" and self.phase is not None and (self.traffic == "training") != self.trains:
            send = "training" if self.trains else "inference"
            raise ValueError(
                f"phase {self.phase} does not send {self.traffic} traffic: set workload.traffic to {send} or none"
            )
        return self

    @property
    def work(self) -> Phase:
        """The phase that runs, which the traffic decides where none is stated."""
        return self.phase or ("mixed" if self.traffic == "inference" else "training")

    @property
    def trains(self) -> bool:
        """Whether a step has a backward pass."""
        return self.work == "training"

    @property
    def duty_frac(self) -> float:
        """The mean power of an accelerator over its power when busy, by definition of both shares.

        Occupancy + idle share x (1 - occupancy).

        >>> round(Workload.model_construct(occupancy_frac=0.8, idle_power_frac=0.25).duty_frac, 2)
        0.85
        """
        return self.occupancy_frac + self.idle_power_frac * (1.0 - self.occupancy_frac)

    @property
    def all_parameters(self) -> float:
        """The number of parameters held in memory, those of every expert included, by definition.

        >>> Workload.model_construct(parameters=37e9, inactive_parameters=634e9).all_parameters
        671000000000.0
        """
        return self.parameters + self.inactive_parameters

    @property
    def processed_flop(self) -> float:
        """The FLOP of one token that passes through the model: 6 P trained, 2 P read or written.

        Kaplan et al. 2020, arXiv:2001.08361, table 1.

        >>> Workload.model_construct(parameters=405e9, phase="training").processed_flop
        2430000000000.0
        """
        return (6.0 if self.trains else 2.0) * self.parameters

    @property
    def token_flop(self) -> float:
        """The FLOP of one token that is sold: where prompts and answers mix, an output token and its share of a prompt.

        2 P (1 + prompt/output) in the mixed phase (Kaplan et al. 2020, arXiv:2001.08361, table 1).

        >>> asked = dict(phase="mixed", prompt_tokens=8192.0, output_tokens=1024.0)
        >>> Workload.model_construct(parameters=70e9, **asked).token_flop
        1260000000000.0
        """
        share = self.prompt_tokens / self.output_tokens if self.work == "mixed" else 0.0
        return self.processed_flop * (1.0 + share)

    def weights_gbps(self) -> float:
        """The mean traffic of new weights to one satellite in Gbit/s.

        Bytes x parameters x updates a day, by definition.

        >>> new = dict(parameters=405e9, inactive_parameters=0.0, bytes_per_parameter=2.0, weight_updates_per_day=1.0)
        >>> round(Workload.model_construct(**new).weights_gbps(), 3)  # 8 x 2 x 405e9 bit in 86400 s
        0.075
        """
        return self.bytes_per_parameter * self.all_parameters * 8e-9 * self.weight_updates_per_day / SECONDS_PER_DAY

    def tokens_per_s(self, flop_per_s: float) -> float:
        """The tokens per second of a delivered FLOP/s: trained, read or written; where both mix, written ones.

        The FLOP/s over `token_flop`, by definition.

        >>> Workload.model_construct(parameters=405e9, phase="training").tokens_per_s(2.43e15)
        1000.0
        """
        return flop_per_s / self.token_flop
