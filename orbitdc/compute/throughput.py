"""The throughput of a model on accelerators: the share of the dense peak that arithmetic, memory and traffic leave.

A *domain* is a set of accelerators joined by the fast network of a node, a rack or a satellite; a *group* is a set that
shares the slower links behind it: the same domain on the ground, a satellite in orbit.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from orbitdc.compute.accelerator import Accelerator
from orbitdc.compute.step_time import (
    BYTES_PER_GBIT,
    EXCHANGES,
    TIMES,
    domain_size,
    interleaved,
    peak_flop_per_s,
    stages,
)
from orbitdc.compute.workload import Workload

STATED = "stated"  # the cause where workload.mfu_frac is stated


@dataclass(frozen=True)
class Throughput:
    """The throughput of a workload inside domains, before traffic between groups."""

    mfu_frac: float
    time_s: dict[str, float]  # accelerator-seconds per token by cause
    domain: int  # accelerators
    stages: int  # domains in sequence that hold one replica of the model

    def time_frac(self, share_frac: float = 1.0, links: str = "links between groups") -> dict[str, float]:
        """The share of a busy accelerator's time by cause, of which the links leave ``share_frac``; the sum is 1.

        >>> Throughput(0.5, {"arithmetic": 3.0, "memory bandwidth": 1.0}, 8, 1).time_frac(0.8, "lasers")
        {'arithmetic': 0.6000000000000001, 'memory bandwidth': 0.2, 'lasers': 0.19999999999999996}
        """
        whole = sum(self.time_s.values())
        shares = {cause: share_frac * seconds / whole for cause, seconds in self.time_s.items() if seconds > 0.0}
        return shares | ({links: 1.0 - share_frac} if share_frac < 1.0 else {})


@dataclass(frozen=True)
class Traffic:
    """The traffic that one group sends while its accelerators are busy, Gbit/s."""

    exchange_gbps: float  # gradients, with every optimizer step all-reduced
    stream_gbps: float  # activations between pipeline stages and experts, beside the compute of other micro-batches


def throughput(workload: Workload, chip: Accelerator, accelerators: float = float("inf")) -> Throughput:
    """The throughput of a workload where ``accelerators`` stand together: stated, or ideal over actual time per token.

    MFU = n P/(peak x accelerator-seconds per token), n P the FLOP of the model (Chowdhery et al. 2022,
    arXiv:2204.02311, section 4.1).

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus", ["accelerator.from=h100", "workload.precision=bf16"])
    >>> reached = throughput(s.workload, s.accelerator)
    >>> reached.stages, round(reached.mfu_frac * 989.5)  # TFLOP/s; Llama 3 405B: 400 on 16,384 (arXiv:2407.21783)
    (16, 385)
    """
    domain = domain_size(chip, workload, accelerators)
    if workload.mfu == "stated":
        return Throughput(workload.mfu_frac, {STATED: 1.0}, domain, 1)
    times = TIMES[workload.work](workload, chip, domain)
    ideal = workload.processed_flop / peak_flop_per_s(workload, chip)
    return Throughput(ideal / sum(times.values()), times, domain, stages(workload, chip, domain))


def all_reduce_gbps(
    parameters: float, bytes_per_gradient: float, shards: float, step_s: float, replicas: float = float("inf")
) -> float:
    """The traffic of data-parallel training per accelerator in Gbit/s: 2 (N - 1)/N b P/(S t), a ring all-reduce.

    ``bytes_per_gradient`` is b in bytes. A number ``shards`` of accelerators hold one replica of the model, and
    ``replicas`` of them take a step of ``step_s`` together (Patarasuk and Yuan 2009, J. Parallel Distrib. Comput. 69,
    117).

    >>> round(all_reduce_gbps(405e9, 2.0, 128, 5.933), 2), round(72e-3 * all_reduce_gbps(405e9, 2.0, 128, 5.933), 3)
    (17.07, 1.229)
    """
    return 2.0 * (1.0 - 1.0 / replicas) * bytes_per_gradient * parameters * 8.0 / (shards * step_s) * 1e-9


def training_step_s(workload: Workload, flop_per_s: float) -> float:
    """The time of one optimizer step in s on ``job_accelerators`` of ``flop_per_s`` each: 6 P D/(N F).

    6 FLOP per parameter and token (Kaplan et al. 2020, arXiv:2001.08361, table 1). Llama 3 405B, 16 million tokens a
    step on 16,384 accelerators of 400 TFLOP/s:

    >>> job = Workload.model_construct(parameters=405e9, tokens_per_step=16e6, job_accelerators=16384)
    >>> round(training_step_s(job, 400e12), 3)
    5.933
    """
    return 6.0 * workload.parameters * workload.tokens_per_step / (workload.job_accelerators * flop_per_s)


def traffic(workload: Workload, reached: Throughput, group: int, flop_per_s: float) -> Traffic:
    """The traffic that a group of accelerators, each of ``flop_per_s`` while busy, sends to other groups.

    A replica spans ceil(stages x domain/group) groups. Each group passes the activations of every token on, v times
    where v virtual stages interleave, and back again in training; where a group holds less than a layer, tokens go to
    experts in other groups and return. Gradients are summed inside a group first and go around all groups that hold the
    same layers.
    """
    if workload.traffic == "none":
        return Traffic(0.0, 0.0)
    spans = ceil(reached.stages * reached.domain / group - 1e-9)
    exchange = stream = 0.0
    replicas = workload.job_accelerators / group / spans
    if workload.trains and replicas > 1.0:
        step_s = training_step_s(workload, flop_per_s)
        exchange = all_reduce_gbps(workload.all_parameters, workload.bytes_per_gradient, spans, step_s, replicas)
    if spans > 1:
        passes = 2.0 if workload.trains else 1.0
        tokens_per_s = reached.stages * reached.domain * flop_per_s / workload.processed_flop
        away = workload.experts_per_token * max(
            1.0 - workload.layers / spans, 0.0
        )  # copies that leave the group where a layer spans several
        copies = interleaved(workload, reached.stages) + EXCHANGES * max(workload.layers / spans, 1.0) * away
        activation_bytes = workload.hidden_width * workload.bytes_per_activation
        stream = passes * tokens_per_s * copies * activation_bytes / BYTES_PER_GBIT
    return Traffic(exchange, stream)


def slowed(demand_gbps: float, capacity_gbps: float, overlap_frac: float, stream_gbps: float = 0.0) -> float:
    """The throughput over that without a network, for a step of compute t that sends for x t and hides o t of it.

    t/(t + max(0, x t - o t, x t + y t - t)), x = demand/capacity, y = stream/capacity, by definition of the overlap o:
    a stream runs beside the compute and is late only where the links are busy for longer than the step. The result is 0
    where there is demand and no capacity.

    >>> slowed(10.0, 100.0, 0.0), slowed(10.0, 100.0, 0.5), round(slowed(200.0, 100.0, 1.0), 2)
    (0.9090909090909091, 1.0, 0.5)
    >>> slowed(0.0, 100.0, 1.0, 50.0), slowed(0.0, 100.0, 1.0, 200.0)
    (1.0, 0.5)
    """
    if demand_gbps + stream_gbps <= 0.0:
        return 1.0
    if capacity_gbps <= 0.0:
        return 0.0
    x, y = demand_gbps / capacity_gbps, stream_gbps / capacity_gbps
    return 1.0 / (1.0 + max(x - overlap_frac, x + y - 1.0, 0.0))


def scale_out_share(
    workload: Workload, reached: Throughput, flop_per_s: float, gbps_per_accelerator: float, steps: int = 1
) -> float:
    """The share of full throughput that a ground network leaves, all-reduced once in ``steps`` optimizer steps.

    It is `slowed` for the traffic of a domain, by definition, and 1 where MFU is stated: a stated MFU was measured with
    such a network and contains its delay. One exchange hides behind one step only. ``gbps_per_accelerator`` is the rate
    of one accelerator's network card in Gbit/s, a bit rate; ``steps`` is a number of optimizer steps.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus", ["workload.mfu=stated"])
    >>> scale_out_share(s.workload, throughput(s.workload, s.accelerator), 1e15, 400.0)
    1.0
    """
    if workload.mfu == "stated":
        return 1.0
    sent = traffic(workload, reached, reached.domain, flop_per_s)
    capacity = gbps_per_accelerator * reached.domain
    return slowed(sent.exchange_gbps / steps, capacity, workload.overlap_frac / steps, sent.stream_gbps)
