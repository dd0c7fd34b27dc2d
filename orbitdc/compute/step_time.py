"""The time of one step of training or serving inside one fast-network domain, by what it is spent on."""

from __future__ import annotations

from math import ceil

from orbitdc.compute.accelerator import Accelerator
from orbitdc.compute.workload import Workload

BYTES_PER_GB, BYTES_PER_GBIT = 1e9, 1.25e8
ALL_REDUCES = 2.0  # per layer and pass: one after attention and one after the feed-forward part
EXCHANGES = 2.0  # per layer of experts and pass: dispatch and combine
ARITHMETIC, MEMORY, FAST, BUBBLE = "arithmetic", "memory bandwidth", "traffic inside a domain", "pipeline bubble"


def domain_size(chip: Accelerator, workload: Workload, accelerators: float = float("inf")) -> int:
    """The number of accelerators of a domain: the chip's own number, at most those that stand or train together.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> domain_size(s.accelerator, s.workload), domain_size(s.accelerator, s.workload, 56)
    (72, 56)
    """
    most = min(chip.domain_accelerators, accelerators)
    return int(min(most, workload.job_accelerators) if workload.trains else most)


def held_bytes(workload: Workload) -> float:
    """The bytes of one replica: (active + inactive parameters) x (weights, gradients and optimizer, or weights alone).

    Mixed-precision training holds 16 bytes per parameter and more (Rajbhandari et al. 2020, ZeRO, arXiv:1910.02054,
    section 3.1).

    >>> import orbitdc
    >>> w = orbitdc.load("ai1_vs_colossus").workload
    >>> w.parameters, w.inactive_parameters, w.state_bytes_per_parameter, held_bytes(w)
    (405000000000.0, 0.0, 18.0, 7290000000000.0)
    """
    each = workload.state_bytes_per_parameter if workload.trains else workload.bytes_per_parameter
    return workload.all_parameters * each


def sequence_bytes(workload: Workload) -> float:
    """The bytes of the key-value cache of one complete sequence; 0 where no token is generated.

    Bytes per token x (prompt + output tokens) (Pope et al. 2022, arXiv:2211.05102).

    >>> import orbitdc
    >>> w = orbitdc.load("ai1_vs_colossus", ["workload.traffic=inference"]).workload
    >>> w.kv_bytes_per_token, w.prompt_tokens, w.output_tokens, sequence_bytes(w)
    (258048.0, 8192.0, 1024.0, 2378170368.0)
    """
    if workload.work not in ("decode", "mixed"):
        return 0.0
    return workload.kv_bytes_per_token * (workload.prompt_tokens + workload.output_tokens)


def usable_bytes(workload: Workload, chip: Accelerator, domain: int) -> float:
    """The bytes of a domain's memory for the model and its cache; the rest is for activations and buffers.

    The usable share of the memory x the memory of ``domain`` accelerators, a count, by definition of that share.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus")
    >>> s.workload.memory_frac, s.accelerator.hbm_gb, usable_bytes(s.workload, s.accelerator, 72)
    (0.75, 288.0, 15552000000000.0)
    """
    return workload.memory_frac * chip.hbm_gb * BYTES_PER_GB * domain


def stages(workload: Workload, chip: Accelerator, domain: int) -> int:
    """The number of domains that hold one replica: ceil(held bytes/(usable bytes - one sequence of each stage)).

    The result is 0 where no number does. Llama 3 405B in 16 stages of 8 accelerators of 80 GB (arXiv:2407.21783, table
    4): 7.29 TB over 0.48 TB.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus", ["accelerator.from=h100", "workload.precision=bf16"])
    >>> stages(s.workload, s.accelerator, 8), ceil(405e9 * 18.0 / (0.75 * 80e9 * 8))
    (16, 16)
    """
    room = usable_bytes(workload, chip, domain) - sequence_bytes(workload)
    return max(1, ceil(held_bytes(workload) / room - 1e-9)) if room > 0.0 else 0


def misfit(workload: Workload, chip: Accelerator, domain: int) -> str:
    """The reason why a model does not run on domains of this size, which is empty where it does."""
    found = stages(workload, chip, domain)
    what = "training state" if workload.trains else "weights"
    if found == 0:
        size, room = sequence_bytes(workload), usable_bytes(workload, chip, domain)
        return f"the cache of one sequence, {size / BYTES_PER_GB:,.3g} GB, is larger than {room / BYTES_PER_GB:,.3g} GB"
    if found > workload.layers and workload.experts_per_token == 0:
        size = held_bytes(workload) / BYTES_PER_GB
        return f"{size:,.4g} GB of {what} take {found} pipeline stages, more than the {workload.layers} layers"
    if workload.trains and found * domain > workload.job_accelerators:
        return f"one replica takes {found * domain} accelerators, more than workload.job_accelerators"
    if workload.work == "decode" and workload.token_max_ms is not None and _group_in_time(workload, chip, domain) < 0.0:
        least_ms = 1e3 * held_bytes(workload) / (domain * _memory_bytes_per_s(workload, chip))
        return f"a token takes at least {least_ms:.3g} ms to read the weights, more than workload.token_max_ms"
    return ""


def arithmetic_s(parameters: float, flop_per_parameter: float, peak_flop_per_s: float, efficiency_frac: float) -> float:
    """The time of the matrix products in s: n P/(peak x kernel efficiency), n = 6 in training and 2 in inference.

    ``parameters``, P, is a count, and ``flop_per_parameter``, n, is in FLOP (Kaplan et al. 2020, arXiv:2001.08361,
    table 1).

    >>> round(1e3 * arithmetic_s(405e9, 6.0, 989.5e12, 0.5), 3)  # ms
    4.912
    """
    return flop_per_parameter * parameters / (peak_flop_per_s * efficiency_frac)


def tensor_parallel_s(
    layers: int, width: int, bytes_per_activation: float, tensor: int, bytes_per_s: float, passes: float
) -> float:
    """The exposed time in s of all-reduces of activations over t accelerators: passes x 2 L x 2 (t - 1) h b/B.

    A ring sends 2 (t - 1)/t of h b bytes from each of the t (Shoeybi et al. 2019, arXiv:1909.08053: two all-reduces a
    layer forward, two backward). ``width`` is a count of h numbers, ``bytes_per_activation`` is b in bytes, ``tensor``
    is the number t of accelerators, and ``passes`` is the number of passes.

    >>> round(1e6 * tensor_parallel_s(126, 16384, 2.0, 8, 450e9, 2.0), 1)  # Llama 3 405B, forward and backward
    513.8
    """
    return passes * ALL_REDUCES * layers * 2.0 * (tensor - 1) * width * bytes_per_activation / bytes_per_s


def all_to_all_s(
    layers: int, width: int, bytes_per_activation: float, copies: float, bytes_per_s: float, passes: float
) -> float:
    """The time in s of sending ``copies`` of each token to its experts and back: passes x 2 L k h b/B.

    DeepSeek-V3 hides it behind the arithmetic (arXiv:2412.19437, section 3.2.1); time beyond that is exposed. ``width``
    is a count of h numbers, ``bytes_per_activation`` is b in bytes, and ``passes`` is the number of passes.

    >>> round(1e6 * all_to_all_s(61, 7168, 2.0, 7.0, 900e9, 2.0), 1)
    27.2
    """
    return passes * EXCHANGES * layers * copies * width * bytes_per_activation / bytes_per_s


def bubble_frac(pipeline: int, micro_batches: float, virtual: float) -> float:
    """The idle time over the busy time of an interleaved pipeline: (p - 1)/(m v).

    Narayanan et al. 2021, arXiv:2104.04473, section 2.2. ``pipeline`` is the number p of stages, ``micro_batches`` the
    number m, and ``virtual`` the number v of virtual stages on each accelerator.

    >>> bubble_frac(16, 32, 4), bubble_frac(1, 32, 4)
    (0.1171875, 0.0)
    """
    return (pipeline - 1) / (micro_batches * virtual)


def decode_memory_s(weight_bytes: float, kv_bytes: float, sequences: float, bytes_per_s: float) -> float:
    """The time in s of reading memory for one token: (weights/batch + cache)/bandwidth.

    Pope et al. 2022, arXiv:2211.05102, section 2.

    >>> 1.0 / decode_memory_s(140e9, 0.0, 1.0, 3.35e12)  # tokens/s of an H100: 70 billion at bf16, one sequence
    23.928571428571427
    """
    return (weight_bytes / sequences + kv_bytes) / bytes_per_s


def decode_sequences(workload: Workload, chip: Accelerator, domain: int) -> float:
    """The number of sequences that a domain decodes together: as many as memory holds, and as many as answer in time.

    (stages x usable bytes - weights)/(stages x cache of a sequence), by definition of `usable_bytes`; ``domain`` is a
    number of accelerators.

    >>> import orbitdc
    >>> s = orbitdc.load("ai1_vs_colossus", ["workload.traffic=inference"])
    >>> held = stages(s.workload, s.accelerator, 72)
    >>> room = held * usable_bytes(s.workload, s.accelerator, 72) - held_bytes(s.workload)
    >>> decode_sequences(s.workload, s.accelerator, 72) == room / (sequence_bytes(s.workload) * held)
    True
    """
    held = stages(workload, chip, domain)
    room = held * usable_bytes(workload, chip, domain) - held_bytes(workload)
    fit = room / (sequence_bytes(workload) * held)
    in_time = workload.work == "decode" and workload.token_max_ms is not None
    return min(fit, _group_in_time(workload, chip, domain)) if in_time else fit


def _group_in_time(workload: Workload, chip: Accelerator, domain: int) -> float:
    """The number g of sequences with a next token in time t: g (c + n) and (W + g K)/B + g n both within d t."""
    assert workload.token_max_ms is not None
    bandwidth = _memory_bytes_per_s(workload, chip)
    traffic = _fast_s(workload, chip, domain, 1.0, 0.0)
    compute = arithmetic_s(workload.parameters, 2.0, peak_flop_per_s(workload, chip), workload.kernel_efficiency_frac)
    budget = domain * workload.token_max_ms * 1e-3
    by_memory = (budget - held_bytes(workload) / bandwidth) / (_mean_cache(workload) / bandwidth + traffic)
    return min(budget / (compute + traffic), by_memory)


def _mean_cache(workload: Workload) -> float:
    """Bytes of cache read for one token: those of the prompt and of half the output."""
    return workload.kv_bytes_per_token * (workload.prompt_tokens + 0.5 * workload.output_tokens)


def _memory_bytes_per_s(workload: Workload, chip: Accelerator) -> float:
    """The bytes that an accelerator's memory moves in a second of such work."""
    return workload.bandwidth_efficiency_frac * chip.hbm_tb_per_s * 1e12


def peak_flop_per_s(workload: Workload, chip: Accelerator) -> float:
    """The dense peak of an accelerator at the precision of the workload, FLOP/s."""
    peak = chip.dense_pflop_per_s(workload.precision)
    assert peak is not None  # the scenario refuses a precision that the accelerator lacks
    return peak * 1e15


def _fast_s(workload: Workload, chip: Accelerator, domain: int, passes: float, compute_s: float) -> float:
    """Exposed traffic inside a domain: all-reduces, and traffic of experts that arithmetic does not hide."""
    bandwidth = chip.domain_gbps * BYTES_PER_GBIT
    shape = workload.layers, workload.hidden_width, workload.bytes_per_activation
    reduced = tensor_parallel_s(*shape, min(workload.tensor_parallel, domain), bandwidth, passes)
    spread = min(workload.expert_parallel, domain)
    sent = all_to_all_s(*shape, workload.experts_per_token * (spread - 1) / spread, bandwidth, passes)
    return reduced + max(sent - compute_s, 0.0)


def training_time(workload: Workload, chip: Accelerator, domain: int) -> dict[str, float]:
    """The accelerator-seconds per trained token by cause; the bubble idles behind arithmetic and traffic alike."""
    compute = arithmetic_s(workload.parameters, 6.0, peak_flop_per_s(workload, chip), workload.kernel_efficiency_frac)
    fast = _fast_s(workload, chip, domain, 2.0, compute)
    held = stages(workload, chip, domain)
    batch = workload.tokens_per_step * held * domain / (workload.job_accelerators * workload.microbatch_tokens)
    idle = bubble_frac(min(held, workload.layers), batch, interleaved(workload, held)) * (compute + fast)
    return {ARITHMETIC: compute, FAST: fast, BUBBLE: idle}


def interleaved(workload: Workload, held: int) -> float:
    """The number of virtual stages on each accelerator: at most the number of layers that it has.

    min(v, L/stages), by definition of a virtual stage (Narayanan et al. 2021, arXiv:2104.04473, section 2.2). ``held``
    is the number of pipeline stages.

    >>> import orbitdc
    >>> w = orbitdc.load("ai1_vs_colossus").workload
    >>> w.layers, w.virtual_stages, interleaved(w, 1), interleaved(w, w.layers)
    (126, 4, 4.0, 1.0)
    """
    return min(float(workload.virtual_stages), max(workload.layers / held, 1.0)) if workload.trains else 1.0


def prefill_time(workload: Workload, chip: Accelerator, domain: int) -> dict[str, float]:
    """The accelerator-seconds per prompt token by cause: 2 P FLOP, since long prompts keep the arithmetic busy."""
    compute = arithmetic_s(workload.parameters, 2.0, peak_flop_per_s(workload, chip), workload.kernel_efficiency_frac)
    return {ARITHMETIC: compute, FAST: _fast_s(workload, chip, domain, 1.0, compute)}


def decode_time(workload: Workload, chip: Accelerator, domain: int) -> dict[str, float]:
    """The accelerator-seconds per generated token by cause: the slower of arithmetic and memory, then traffic."""
    compute = arithmetic_s(workload.parameters, 2.0, peak_flop_per_s(workload, chip), workload.kernel_efficiency_frac)
    memory = decode_memory_s(
        held_bytes(workload), _mean_cache(workload), decode_sequences(workload, chip, domain),
        _memory_bytes_per_s(workload, chip),
    )  # fmt: skip
    roof = {ARITHMETIC: compute} if compute >= memory else {MEMORY: memory}
    return roof | {FAST: _fast_s(workload, chip, domain, 1.0, compute)}


def mixed_time(workload: Workload, chip: Accelerator, domain: int) -> dict[str, float]:
    """The accelerator-seconds per processed token by cause: each output token after its share of the prompt."""
    prompts = workload.prompt_tokens / workload.output_tokens
    before, after = prefill_time(workload, chip, domain), decode_time(workload, chip, domain)
    causes = dict.fromkeys([*before, *after])
    return {c: (prompts * before.get(c, 0.0) + after.get(c, 0.0)) / (1.0 + prompts) for c in causes}


TIMES = {"training": training_time, "prefill": prefill_time, "decode": decode_time, "mixed": mixed_time}
