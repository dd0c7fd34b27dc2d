// Both costs at any position of the sliders, from the table that the package wrote; it holds every number of the page.
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const sliders = data.sliders, life = sliders.length - 1, capital = data.capital;
  const own = sliders.map(function (one) { return one.value; });
  let here = own.slice();
  const at = function (name) { return document.getElementById(name); };

  // What the value at each Chebyshev node weighs in that at x.
  function barycentric(nodes, x) {
    const exact = nodes.indexOf(x);
    if (exact >= 0) return nodes.map(function (_, k) { return k === exact ? 1 : 0; });
    const weights = nodes.map(function (node, k) {
      return (k % 2 ? -1 : 1) * (k === 0 || k === nodes.length - 1 ? 0.5 : 1) / (x - node);
    });
    const sum = weights.reduce(function (a, b) { return a + b; }, 0);
    return weights.map(function (weight) { return weight / sum; });
  }

  // Both costs by group, [side][group] in USD per PFLOP-hour; null where the life has none.
  function costs(position) {
    const row = data.lives[sliders[life].values.indexOf(position[life])];
    if (!row.costs) return null;
    const weights = capital === null ? [1] : barycentric(data.nodes, position[capital]);
    const products = data.terms.map(function (term) {
      return term.reduce(function (product, i) {
        return product * (position[i] - own[i]) / (sliders[i].far - own[i]);
      }, 1);
    });
    return row.costs.map(function (side) {
      return data.groups.map(function (_, g) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) {
          for (let t = 0; t < products.length; t++) sum += weights[k] * products[t] * side[k][t][g];
        }
        return sum;
      });
    });
  }
  function total(parts) { return parts.reduce(function (a, b) { return a + b; }, 0); }
  function ratioOf(found) {
    if (!found) return null;
    const orbit = total(found[0]), ground = total(found[1]);
    return orbit >= 0 && ground > 0 ? orbit / ground : null;
  }
  function ratioAt(position) { return ratioOf(costs(position)); }

  // Words and numbers, as the package writes them.
  function number(x, digits) {
    if (x === null || !isFinite(x)) return "–";
    if (x === 0) return "0";
    const size = Math.abs(x);
    if (size >= 1e15 || size < 1e-4) return x.toExponential(digits - 1);
    const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Number(size.toPrecision(digits)))));
    const format = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return Number(x.toPrecision(digits)).toLocaleString("en-US", format);
  }
  function usd(x) { return (x >= 0.1 ? x.toFixed(2) : number(x, 3)) + " USD"; }
  function shown(one, value) { return Number(((one.percent ? 100 : 1) * value).toPrecision(6)); }
  function plain(one, value) { return Number(shown(one, value).toPrecision(4)).toLocaleString("en-US", { maximumFractionDigits: 6 }); }
  function said(one, value) { return plain(one, value) + " " + one.unit; }
  function share(x) {
    return x === 0 ? "none" : isFinite(x) ? (100 * x).toFixed(Math.max(0, 1 - Math.floor(Math.log10(100 * x)))) + " %" : "one of them has no ratio";
  }
  function sentence(found, ratio, reason) {
    if (ratio === null) return "There is no answer in money: " + (reason || "a side costs nothing") + ".";
    const amounts = usd(total(found[0])) + " against " + usd(total(found[1])) + " for a delivered PFLOP-hour.";
    const who = "compute on " + data.orbit + " in orbit costs ";
    if (Math.abs(ratio - 1) < 0.005) return "Neither wins: " + who + "the same as at " + data.ground + ", " + amounts;
    return (ratio > 1 ? "The ground wins: " : "Orbit wins: ") + who + number(ratio, 3) + " times what it costs at " + data.ground + ", " + amounts;
  }

  // Places on a slider, whole steps, and values.
  function valueAt(one, step) {
    if (one.values) return one.values[step];
    const x = step / one.steps;
    const value = one.log ? one.low * Math.pow(one.high / one.low, x) : one.low + x * (one.high - one.low);
    return Number(value.toPrecision(4));
  }
  function stepAt(one, value) {
    if (one.values) return one.values.indexOf(value);
    const x = one.log ? Math.log(value / one.low) / Math.log(one.high / one.low) : (value - one.low) / (one.high - one.low);
    return Math.round(one.steps * Math.min(1, Math.max(0, x)));
  }
  function inside(one, value) {
    if (!one.values) return Math.min(one.high, Math.max(one.low, value));
    return one.values.reduce(function (best, each) { return Math.abs(each - value) < Math.abs(best - value) ? each : best; });
  }

  // Where both sides cost the same over one slider, all others as they are.
  function even(i) {
    const one = sliders[i], parts = one.values ? one.values.length - 1 : 64;
    const go = function (value) { const p = here.slice(); p[i] = value; return ratioAt(p); };
    const values = [], ratios = [];
    for (let n = 0; n <= parts; n++) {
      values.push(one.values ? one.values[n] : n === 0 ? one.low : n === parts ? one.high : valueAt(one, one.steps * n / parts));
      ratios.push(go(values[n]));
    }
    for (let n = 0; n < parts; n++) {
      if (ratios[n] === null || ratios[n + 1] === null || (ratios[n] > 1) === (ratios[n + 1] > 1)) continue;
      if (one.values) return "Both sides cost the same between " + said(one, values[n]) + " and " + said(one, values[n + 1]) + ".";
      let low = values[n], high = values[n + 1];
      for (let k = 0; k < 50; k++) {
        const mid = 0.5 * (low + high);
        if ((go(mid) > 1) === (ratios[n] > 1)) low = mid; else high = mid;
      }
      return "Both sides cost the same at " + said(one, low) + ".";
    }
    const known = ratios.filter(function (each) { return each !== null; });
    if (!known.length) return "No ratio at any value.";
    const least = Math.min.apply(null, known), most = Math.max.apply(null, known);
    const span = number(least, 3) === number(most, 3) ? number(most, 3) : number(least, 3) + " to " + number(most, 3);
    return "From " + plain(one, values[0]) + " to " + said(one, values[parts]) + " orbit costs " + span + " times the ground.";
  }

  function letter(g) { return String.fromCharCode(97 + g); }
  function made(tag, text, style) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (style) element.setAttribute("style", style);
    return element;
  }
  function draw(found) {
    const stack = at("stack"), body = document.querySelector("#groups tbody");
    stack.replaceChildren(); body.replaceChildren();
    if (!found) return;
    const up = found.map(function (side) { return total(side.map(function (x) { return Math.max(x, 0); })); });
    const down = found.map(function (side) { return total(side.map(function (x) { return Math.min(x, 0); })); });
    const low = Math.min.apply(null, down), wide = (Math.max.apply(null, up) - low) || 1;
    found.forEach(function (side, s) {
      const line = made("div"), track = made("div");
      line.className = "stacked"; track.className = "track";
      let right = 0, left = 0;
      side.forEach(function (x, g) {
        if (Math.abs(x) < 1e-6 * wide) return;
        const from = x > 0 ? right : left + x, part = 100 * Math.abs(x) / wide;
        if (x > 0) right += x; else left += x;
        track.append(made("i", part > 4 ? letter(g) : "", "left:" + 100 * (from - low) / wide + "%;width:" + part + "%;background:" + data.groups[g][1] + ";color:" + data.groups[g][2]));
      });
      track.append(made("u", "", "left:" + -100 * low / wide + "%"));
      line.append(made("span", ["orbit", "ground"][s]), track, made("b", total(side).toFixed(2)));
      stack.append(line);
    });
    function row(name, g, cells) {
      const line = made("tr"), head = made("th");
      head.scope = "row";
      if (g !== null) {
        const swatch = made("span", letter(g), "background:" + data.groups[g][1] + ";color:" + data.groups[g][2]);
        swatch.className = "swatch"; head.append(swatch);
      }
      head.append(name);
      line.append(head);
      cells.forEach(function (x) { const cell = made("td", x); cell.className = "n"; line.append(cell); });
      body.append(line);
    }
    data.groups.forEach(function (group, g) {
      const both = found.map(function (side) { return side[g]; });
      if (both.some(function (x) { return Math.abs(x) > 1e-6 * wide; })) row(group[0], g, both.map(function (x) { return x.toFixed(3); }));
    });
    row("in all", null, found.map(function (side) { return total(side).toFixed(3); }));
  }

  function changes() {
    return sliders.flatMap(function (one, i) { return here[i] === own[i] ? [] : [one.key + "=" + here[i]]; });
  }
  let later;
  function show() {
    const row = data.lives[sliders[life].values.indexOf(here[life])];
    const found = costs(here), ratio = ratioOf(found), words = sentence(found, ratio, row.reason);
    at("ratio").textContent = number(ratio, 3);
    at("ratio").dataset.exact = ratio === null ? "" : ratio;
    at("lead").textContent = words;
    clearTimeout(later);
    later = setTimeout(function () { at("said").textContent = words; }, 700);
    sliders.forEach(function (one, i) {
      const slider = at("slider-" + i), field = at("number-" + i);
      if (document.activeElement !== slider) slider.value = stepAt(one, here[i]);
      slider.setAttribute("aria-valuetext", said(one, here[i]));
      if (document.activeElement !== field) field.value = shown(one, here[i]);
      at("even-" + i).textContent = even(i);
    });
    at("judged").textContent = row.verdict ? "Verdict on the satellite, over " + said(sliders[life], here[life]) + ": " + row.verdict + "." : "";
    at("verdict").textContent = row.verdict ? row.works + (row.limit ? " The tightest limit is " + row.limit + "." : "") : row.reason;
    const moved = sliders.filter(function (one, i) { return here[i] !== own[i]; }).map(function (one) { return one.key; });
    const kept = data.made.filter(function (pair) { return moved.indexOf(pair[0]) < 0; }).map(function (pair) { return pair[1]; });
    at("line").replaceChildren(data.command);
    kept.concat(changes()).forEach(function (text) {
      const option = made("span", "--set");
      option.className = "option";  // which is not broken behind its hyphens
      at("line").append(" ", option, " " + text);
    });
    at("copied").textContent = "";
    draw(found);
    try { history.replaceState(null, "", "#" + changes().map(encodeURIComponent).join("&")); } catch (error) { /* a place that takes no address */ }
  }
  function move(i, value) {
    if (!isFinite(value)) return;
    here[i] = inside(sliders[i], value);
    show();
  }
  function place(differs) {
    here = sliders.map(function (one, i) { return one.key in differs ? inside(one, differs[one.key]) : own[i]; });
    show();
  }

  sliders.forEach(function (one, i) {
    at("slider-" + i).addEventListener("input", function (event) { move(i, valueAt(one, Number(event.target.value))); });
    at("number-" + i).addEventListener("change", function (event) {
      const written = Number(event.target.value);
      if (event.target.value !== "") move(i, written === shown(one, own[i]) ? own[i] : Number((written / (one.percent ? 100 : 1)).toPrecision(12)));
      event.target.value = shown(one, here[i]);
    });
  });
  document.addEventListener("click", function (event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.go) place(data.checks[Number(button.dataset.go)].position);
    if (button.dataset.slider) move(Number(button.dataset.slider), Number(button.dataset.value));
  });
  at("copy").addEventListener("click", function () {
    const picked = document.createRange(), selection = getSelection();
    picked.selectNodeContents(at("line"));
    selection.removeAllRanges();
    selection.addRange(picked);
    at("copied").textContent = document.execCommand("copy") ? "Copied." : "Marked: copy it with the keyboard.";
  });

  // The badge, by this page's own arithmetic at the positions at which the package was asked.
  let worst = 0, where = data.checks[0].name;
  data.checks.forEach(function (check) {
    const ours = ratioAt(sliders.map(function (one, i) { return one.key in check.position ? check.position[one.key] : own[i]; }));
    const differs = ours === null || check.ratio === null ? (ours === check.ratio ? 0 : Infinity) : Math.abs(ours / check.ratio - 1);
    if (differs > worst) { worst = differs; where = check.name; }
  });
  at("worst").textContent = share(worst);
  at("worst").dataset.exact = worst;
  at("worst-at").textContent = where;

  const given = {};
  location.hash.slice(1).split("&").forEach(function (text) {
    let pair;
    try { pair = decodeURIComponent(text).split("="); } catch (error) { return; }
    if (pair.length === 2 && isFinite(Number(pair[1]))) given[pair[0]] = Number(pair[1]);
  });
  place(given);
})();
