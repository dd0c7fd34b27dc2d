"""Write docs/gallery.md and its images anew: ``python -m tests.report.gallery ROOT``.

ROOT holds what these wrote there with ``-o ROOT``: `orbitdc run` of ai1_vs_colossus, starcloud_3 and fcc_one_million,
and `orbitdc montecarlo --draws 1024 --seed 1`, `sensitivity`, `breakeven --vary launch.price_usd_per_kg=20:3000` and
`outlook` of the first of them, where these are to be shown.
Each study of SMALL is written below a folder of its name, as with `-o ROOT/surface`.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orbitdc.report.figures import FIGURES, drawable
from orbitdc.report.folder import Results, read_results
from orbitdc.report.many_figures import carbon_against_cost, costs_compared, ratio_over_launch
from orbitdc.report.page import STUDIES, study_folders
from orbitdc.report.style import styled

PAGE = Path(__file__).resolve().parents[2] / "docs" / "gallery.md"
IMAGES = PAGE.with_suffix("")
WIDTH_PX, COLOURS = 720, 220
FIRST = "ai1_vs_colossus"
OTHERS = ("starcloud_3", "fcc_one_million")
MANY = {
    "costs_compared": (costs_compared, "What a PFLOP-hour costs on either side of several scenarios, on one scale."),
    "carbon_against_cost": (carbon_against_cost, "Carbon over cost, one arrow from ground to orbit for each scenario."),
    "ratio_over_launch": (ratio_over_launch, "The ratio over the price of launch for several scenarios."),
}
SMALL = {  # studies of other scenarios, by the name of their image
    "surface": (
        "orbitdc breakeven published/mccalip --vary launch.delivered_usd_per_kg=20:1500 "
        "--vary satellite.bus.price_usd_per_it_w=2:25",
        "The ratio over two keys, and the pairs of values at which both sides cost the same.",
    ),
    "optimize": (
        "orbitdc optimize ai1_bottom_up_mass --any-campaign --vary satellite.radiator.area_m2=90:300 "
        "--vary satellite.solar_array.area_m2=450:1000 --vary satellite.heat_pump.lift_k=0:40 "
        "--vary satellite.propulsion.propellant_kg=100:500 --generations 12 --population 14 --seed 1",
        "A search for the cheapest design: what was tried, and where the best lies between the bounds.",
    ),
    "front": (
        "orbitdc optimize ai1_bottom_up_mass --front mass --any-campaign --vary mission.life_y=3:10 "
        "--vary satellite.radiator.area_m2=90:300 --vary satellite.heat_pump.lift_k=0:40 "
        "--vary satellite.solar_array.area_m2=500:900 --generations 12 --population 16 --seed 1",
        "The designs that no other one beats both in cost and in mass launched.",
    ),
}
HEAD = """# Gallery

Every figure of the library, drawn from AI1 against Colossus 2 where nothing else is said. Each is a function of a
result: `run.plot.cost_waterfall()` in a notebook, for a run of now or `odc.open(FOLDER)`; `orbitdc plot FOLDER` draws
all of them, each with its numbers as CSV. Titles state what the figure shows, so that they are written anew for each
result. This page is written by `python -m tests.report.gallery`.
"""


def main(root: Path) -> None:
    """Write the page and its images from the results below ``root``."""
    IMAGES.mkdir(exist_ok=True)
    for old in IMAGES.glob("*.png"):
        old.unlink()
    results = {name: _newest(root, name) for name in (FIRST, *OTHERS)}
    lines = [HEAD, "## One result"]
    for name in drawable(results[FIRST].tables):
        kind = FIGURES[name]
        inputs = [*(results[FIRST].tables[table] for table in kind.tables), results[FIRST].summary]
        lines += _entry(f"run.plot.{name}()", name, kind.caption, _png(kind.draw(*inputs)))
    lines.append("## Several results")
    for name, (draw, caption) in MANY.items():
        drawn: Any = draw
        curves = [(each.summary, each.tables["launch_curve"]) for each in results.values()]
        given = curves if name == "ratio_over_launch" else [each.summary for each in results.values()]
        lines += _entry(f"orbitdc.report.many_figures.{name}(...)", name, caption, _png(drawn(given)))
    lines.append("## Studies")
    for verb, folder in study_folders(results[FIRST].folder).items():
        for path in sorted(folder.glob("*.png")):
            lines += _entry(f"orbitdc {verb}", path.stem, f"{STUDIES[verb]}.", path.read_bytes())
    lines += small(root)
    PAGE.write_text("\n".join(lines), encoding="utf-8")


def small(root: Path) -> Iterator[str]:
    """The lines of the studies of SMALL, whose images are written."""
    for name, (command, caption) in SMALL.items():
        for path in sorted((root / name).glob("*/*.png")):
            yield from _entry(command, name, caption, path.read_bytes())


def _newest(root: Path, name: str) -> Results:
    found = [path.parent for path in root.glob(f"{name}-????????/summary.json")]
    return read_results(max(found, key=lambda path: path.stat().st_mtime))


def _entry(call: str, name: str, caption: str, png: bytes) -> Iterator[str]:
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    size = (WIDTH_PX, round(image.height * WIDTH_PX / image.width))
    few = Image.Quantize.MAXCOVERAGE  # colours of which a few points alone are drawn count as well
    small = image.resize(size, Image.Resampling.LANCZOS).quantize(COLOURS, few)
    small.save(IMAGES / f"{name}.png", optimize=True)
    yield f"### {name.replace('_', ' ').capitalize()}\n"
    yield f"{caption} `{call}`\n"
    yield f"![{caption}](gallery/{name}.png)\n"


def _png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    with styled():
        figure.figure.savefig(buffer, format="png", dpi=150)
    return buffer.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
