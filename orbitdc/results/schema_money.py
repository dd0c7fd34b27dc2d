"""The keys of ``summary.json`` that are about money and carbon, the same for both sides."""

from __future__ import annotations

from typing import Annotated, Literal

from orbitdc.results.record import Name, Record, Unit

Group = Literal[
    "compute", "bus", "launch", "facility", "energy", "replacement_and_repairs", "financing", "operations_and_other"
]


class FinancingTerms(Record):
    """How a side is paid for; rates are nominal."""

    structure: str
    """The structure of the financing, such as ``corporate``, ``lease`` or ``project_debt``."""
    real_discount_rate_frac: float
    """The yearly rate at which the payments of the side are discounted: its cost of capital, or that of its equity."""
    tax_frac: float
    """The income tax of the side."""
    financed_usd: float | None
    """The amount that is borrowed against or leased."""
    effective_cost_frac: float | None
    """The yearly rate that debt or lease costs in effect."""
    yield_frac: float | None
    """The same cost as it is quoted: twelve times that of a month."""
    cost_of_equity_frac: float | None
    """The yearly rate that the owner's own money costs."""
    debt_share_frac: float | None
    """The part of what is financed that is debt."""
    rent_usd_per_month: float | None
    """The monthly rent of a lease."""
    least_cover: Annotated[float | None, Unit("1")]
    """The least cash flow of a year over its debt service."""


class DebtCover(Record):
    """How the cash of a side covers its debt service or rent, at what its work is sold for."""

    least: Annotated[float, Unit("1")]
    """The least cash of a month over the debt service that falls due at its end, a loan repaid at once left out."""
    mean: Annotated[float, Unit("1")]
    """The mean of the same ratio over the months with debt service."""
    covenant: Annotated[float, Unit("1")]
    """The ratio below which the borrower is in default."""
    lock_up: Annotated[float, Unit("1")]
    """The ratio below which nothing is distributed to the owner."""
    months: Annotated[int, Unit("months")]
    """The months with debt service."""
    negative_months: Annotated[int, Unit("months")]
    """The months of these in which revenue is below running costs and tax, so that nothing is there to serve debt."""
    breached_months: Annotated[int, Unit("months")]
    """The months in which the covenant is breached."""
    first_breach_month: Annotated[int | None, Unit("month")]
    """The first of them, counted from the first month of service as 0."""
    locked_months: Annotated[int, Unit("months")]
    """The months in which nothing may be distributed."""
    held_most_usd: float
    """The most cash that the lock-up holds back at a time, in real dollars."""
    missing_usd: float
    """The cash that is missing to meet the covenant, summed over the months, in real dollars."""
    equity_irr_frac: float | None
    """The real rate of return of the owner on what is paid in and distributed."""


class JobRun(Record):
    """How a side runs its job."""

    exchange_every_steps: Annotated[int, Unit("optimizer steps")]
    """The optimizer steps between two exchanges of gradients across the slow network."""
    stopped_together_accelerators: Annotated[float, Unit("accelerators")]
    """The accelerators that one interruption stops."""
    compute_factor: float
    """The compute that the same loss takes, over that of an exchange at every step."""
    availability_frac: float
    """The part of the time that interruptions, checkpoints and restarts leave."""


class Capacity(Record):
    """What a side delivers by the calendar, from its first month of service."""

    first_year_pflop_per_s: float
    """The mean over the first year."""
    first_year_by_month_pflop_per_s: Annotated[list[float], Unit("PFLOP/s")]
    """The mean of each month of the first year."""
    peak_pflop_per_s: float
    """The mean of the best month."""
    peak_month: Annotated[int, Unit("month")]
    """The first month in which the side delivers its peak, counted from 0."""
    months_in_service: Annotated[int, Unit("months")]
    """The months from the first to the last in which the side delivers anything."""


class SideCost(Record):
    """Cost, financing, tokens and carbon of one side."""

    capex_usd: dict[Name, float] | None
    """The capital spending by category over the life, in real dollars."""
    opex_usd_per_year: dict[Name, float] | None
    """The running cost by category, as a mean over the years of the life."""
    total_usd: float | None
    """What the side pays in all within the boundary: capital and running costs over the horizon, in real dollars,
    neither discounted nor taxed."""
    job: JobRun
    """How the side runs its job."""
    financing: FinancingTerms
    """How the side is paid for."""
    debt_cover: DebtCover | None
    """How the cash of the side covers its debt service or rent; null without either."""
    capacity: Capacity
    """What the side delivers by the calendar."""
    mfu_frac: float
    """The part of the dense peak that busy accelerators reach inside one fast-network domain."""
    scale_out_frac: float
    """The part of that which the network beyond the domain leaves."""
    mfu_bound_by: Name
    """What takes most of the time of a step, as an identifier."""
    mfu_time_frac: dict[Name, float]
    """The parts of a step's time, by what they are spent on."""
    tokens_per_s: float | None
    """The tokens that are trained on or answered with."""
    usd_per_million_tokens: float | None
    """The cost of a million tokens."""
    usd_per_pflop_hour: float | None
    """The levelized cost of 3.6e18 delivered FLOP."""
    usd_per_eflop: float | None
    """The levelized cost of 1e18 delivered FLOP."""
    usd_per_gpu_hour: float | None
    """The levelized cost of an hour of a living accelerator, busy or not."""
    usd_per_it_kwh: float | None
    """The levelized cost per kWh that the accelerators draw."""
    cost_parts_usd_per_pflop_hour: dict[Name, float] | None
    """The levelized cost by category; the parts add up to it."""
    cost_part_groups: dict[Name, Group]
    """The group under which a chart sums each category."""
    kgco2e_per_pflop_hour: float | None
    """The carbon of making, launching and running, per 3.6e18 delivered FLOP."""
    kgco2e_parts_per_pflop_hour: Annotated[dict[Name, float] | None, Unit("kg CO2e/PFLOP-hour")] = None
    """The carbon by part; only where anything is delivered."""
    kgco2e_scope: str | None = None
    """What the carbon counts; only where anything is delivered."""


class Bought(Record):
    """What an amount of capital buys on one side."""

    capex_usd_per_it_w: float
    """The capital spending per watt of IT."""
    it_w: float
    """The IT power that is bought."""
    accelerators: Annotated[float, Unit("accelerators")]
    """The accelerators that are bought."""
    delivered_pflop_per_s: float
    """The compute that they deliver."""
    first_year_pflop_per_s: float
    """The compute that they deliver over the first year, while they enter service."""
    peak_pflop_per_s: float
    """The most compute that they deliver in a month."""
    usd_per_pflop_hour: float | None
    """The levelized cost of what is bought, at its own pace of building."""
    npv_usd: float | None
    """The net present value of what is bought."""
    satellites: Annotated[float | None, Unit("satellites")] = None
    """The satellites that are bought; only for the orbit."""
    launches: Annotated[float | None, Unit("launches")] = None
    """The launches that are bought; only for the orbit."""
    campaign_months: float | None = None
    """The months that these launches alone take; only for the orbit."""


class Budget(Record):
    """What a stated amount of capital buys on either side."""

    usd: float
    """The amount of capital."""
    covers: Name
    """What it pays for: all capital spending, or accelerators alone under a lease of accelerators."""
    orbit: Bought | None
    """What it buys in orbit."""
    ground: Bought
    """What it buys on the ground."""


class FinancingStep(Record):
    """Both sides once one more thing is as the later financing has it."""

    step: str
    """What is as the later financing has it, in words; the first step is the earlier financing itself."""
    orbit_usd_per_pflop_hour: float | None
    """The cost in orbit after this step."""
    ground_usd_per_pflop_hour: float | None
    """The cost on the ground after this step."""
    ratio: float | None
    """The cost in orbit over that on the ground after this step."""


class Profit(Record):
    """What one side earns at market rents."""

    npv_usd: float | None
    """The net present value on the day of the decision: a stated wait before the first payment."""
    irr_frac: float | None
    """The internal rate of return, real."""
    payback_y: float | None
    """The years from the decision until revenue has paid back what was spent, undiscounted and before tax."""
    months_to_first_flop: Annotated[float | None, Unit("months")]
    """The months from the decision to the first FLOP: a stated wait, and the time from the first payment on."""
    cost_of_capital_frac: float
    """The real yearly rate after tax at which the net present value is counted, with which the return compares."""
    delay_usd_per_y: float | None
    """The net present value that a year's delay costs."""
    required_usd_per_gpu_hour: float | None
    """The rent of an accelerator when service begins at which the net present value is 0, held and falling as market
    rents are."""
    required_flat_usd_per_gpu_hour: float | None
    """The rent of an accelerator at which the net present value is 0 where rents do not fall."""
    required_usd_per_pflop_hour: float | None
    """The rent that falls, per PFLOP-hour."""


class MarketResult(Record):
    """What work sells for, and what both sides earn at that price."""

    usd_per_pflop_hour: float | None
    """The market rent of compute."""
    decline_per_y: float
    """The part of the rent that is lost each year."""
    usd_per_gpu_hour: float
    """The market rent of one accelerator for an available hour."""
    rent_basis: Name
    """What is paid for: every available hour (take_or_pay), busy hours (merchant), those of a contract, or tokens."""
    rent_term_months: Annotated[int, Unit("months")]
    """The months for which a market rent is held before it is agreed again; 0 where it follows the market."""
    contract_usd_per_gpu_hour: float | None
    """The rent of an accelerator that a contract holds."""
    contract_months: Annotated[int | None, Unit("months")]
    """The months for which it holds it."""
    usd_per_million_tokens: float | None
    """The price of a million tokens when service begins, where these are sold."""
    new_silicon_decline_per_y: float | None
    """The part of the rent that is lost each year by what enters service later, with the silicon of its day."""
    rent_date: str
    """The date for which the rent is stated."""
    orbit: Profit | None = None
    """What the satellites earn without debt."""
    ground: Profit | None = None
    """What the site earns without debt."""
    orbit_equity: Profit | None = None
    """What the owner of the satellites earns after debt service or rent; only where these are explicit."""
    ground_equity: Profit | None = None
    """What the owner of the site earns after debt service or rent; only where these are explicit."""


class SideDecided(Record):
    """When a side that is decided on a day serves, and what it sells and is worth from that day on."""

    waits_months: Annotated[dict[Name, float], Unit("months")]
    """What is waited for side by side before anything is built: licence and development in orbit, power on the
    ground."""
    building_months: Annotated[float, Unit("months")]
    """The months from the end of the longest wait to the first month of service: building, launch and orbit raising."""
    months_to_first_flop: Annotated[float, Unit("months")]
    """The months from the decision to the first FLOP."""
    months_to_peak: Annotated[float, Unit("months")]
    """The months from the decision to the month in which most is delivered."""
    revenue_usd: float
    """The revenue over the whole service, in real dollars before tax, undiscounted."""
    revenue_pv_usd: float
    """The same revenue discounted to the day of the decision."""
    npv_usd: float
    """The net present value on the day of the decision."""


class TimeToMarket(Record):
    """Both sides decided on one day, with all that they wait for, at rents of the calendar."""

    decision_date: str
    """The day on which both sides are decided."""
    orbit: SideDecided | None
    """The satellites."""
    ground: SideDecided
    """The site."""


class Difference(Record):
    """One thing that is not alike on both sides, with its effect."""

    what: str
    """What differs, in words."""
    ratio_without: float | None
    """The ratio if it did not differ."""
    effect: Annotated[float | None, Unit("1")]
    """What the ratio loses without it; negative where it helps the orbit."""


class OtherLaunch(Record):
    """The ratio at another price of the same launch."""

    launcher: str
    """The entry of the catalogue that has this price."""
    usd_per_kg: float
    """The price of a launch per kg of its reference payload."""
    ratio: float | None
    """The ratio at that price."""


class BoundaryCost(Record):
    """Both sides within one boundary of what is counted."""

    meaning: str
    """What the boundary counts."""
    orbit_usd_per_pflop_hour: float | None
    """The cost in orbit within the boundary."""
    ground_usd_per_pflop_hour: float | None
    """The cost on the ground within the boundary."""
    ratio: float | None
    """The cost in orbit over that on the ground within the boundary."""
    orbit_usd_per_it_kwh: Annotated[float | None, Unit("USD per kWh of IT")]
    """The cost in orbit per kWh that the accelerators draw, within the boundary."""
    ground_usd_per_it_kwh: Annotated[float | None, Unit("USD per kWh of IT")]
    """The cost on the ground per kWh that the accelerators draw, within the boundary."""
    orbit_usd_per_it_kw_y: Annotated[float | None, Unit("USD per kW of IT and year")]
    """The cost in orbit of a kW that the accelerators draw for a year of 8,766 hours, within the boundary."""
    ground_usd_per_it_kw_y: Annotated[float | None, Unit("USD per kW of IT and year")]
    """The cost on the ground of a kW that the accelerators draw for a year of 8,766 hours, within the boundary."""
    orbit_capex_usd_per_it_w: Annotated[float | None, Unit("USD per W of IT")]
    """The capital spending in orbit over the life per watt of IT, within the boundary."""
    ground_capex_usd_per_it_w: Annotated[float, Unit("USD per W of IT")]
    """The capital spending on the ground over the life per watt of IT, within the boundary."""
    ratio_capex: float | None
    """The capital spending per watt of IT in orbit over that on the ground, within the boundary."""


class FlopValue(Record):
    """The ratio under other views of what later compute is worth."""

    decline_per_y: float
    """The part of its value that a FLOP loses for each year that it comes later, as this run counts it."""
    rent_decline_per_y: float
    """The part of market rents that is lost each year."""
    ratio_without_decline: float | None
    """The ratio where every FLOP counts alike."""
    ratio_declining_as_rents: float | None
    """The ratio where FLOP lose value as fast as market rents fall."""
