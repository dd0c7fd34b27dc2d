// Sliders hold a share of their range; what the page sends is the value, and only of those that differ from the preset.
(function () {
  function valueOf(slider) {
    if (slider.dataset.moved !== "true") return Number(slider.dataset.value);
    const low = Number(slider.dataset.low), high = Number(slider.dataset.high), share = Number(slider.value) / 1000;
    const value = slider.dataset.log === "true" ? low * Math.pow(high / low, share) : low + share * (high - low);
    return Number(value.toPrecision(4));
  }
  function said(value, unit) {
    return unit === "%" ? Number((100 * value).toPrecision(3)) + " %" : Number(value.toPrecision(4)) + " " + unit;
  }
  function tell() {
    const moved = {};
    document.querySelectorAll("input[data-key]").forEach(function (slider) {
      const value = valueOf(slider);
      document.getElementById(slider.id + "-value").textContent = said(value, slider.dataset.unit);
      if (value !== Number(slider.dataset.preset)) moved[slider.dataset.key] = value;
    });
    Shiny.setInputValue("moved", moved);
  }
  document.addEventListener("input", function (event) {
    if (event.target.dataset && event.target.dataset.key) { event.target.dataset.moved = "true"; tell(); }
  });
  document.addEventListener("click", function (event) {
    if (!event.target.classList || !event.target.classList.contains("tick")) return;
    const slider = document.getElementById(event.target.dataset.slider);
    const low = Number(slider.dataset.low), high = Number(slider.dataset.high), value = Number(event.target.dataset.value);
    slider.value = 1000 * (slider.dataset.log === "true" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
    slider.dataset.moved = "false"; slider.dataset.value = value; tell();
  });
  document.addEventListener("change", function (event) {
    if (event.target.id === "preset") window.location.search = "?preset=" + encodeURIComponent(event.target.value);
  });
  document.addEventListener("DOMContentLoaded", function () { jQuery(document).on("shiny:connected", tell); });
})();
