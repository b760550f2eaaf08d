// Draws each [data-chart] from the JSON whose id it names; again after a swap, in the other theme, and for paper.
(() => {
  "use strict";

  const CONFIG = { responsive: true, displayModeBar: false, displaylogo: false, showSendToCloud: false, scrollZoom: false, doubleClick: false };
  const NARROW = 520;
  const darkPreferred = window.matchMedia("(prefers-color-scheme: dark)");
  // Which tables the reader opened; a swapped chart keeps its own as it was.
  const tablesOpen = new Map();
  let printing = false;

  const isDark = () => {
    const chosen = document.documentElement.dataset.theme;
    return !printing && (chosen ? chosen === "dark" : darkPreferred.matches);
  };

  // Replaces the light theme's colours wherever a colour stands, in a copy.
  const recoloured = (value, colours, isColour = false) => {
    if (Array.isArray(value)) return value.map((item) => recoloured(item, colours, isColour));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, recoloured(item, colours, /color$/i.test(key))]));
    }
    return isColour && typeof value === "string" ? colours[value] || value : value;
  };

  const paperBehind = (element) => {
    for (let behind = element; behind; behind = behind.parentElement) {
      const colour = getComputedStyle(behind).backgroundColor;
      if (behind !== element && colour && !/^(transparent|rgba\(.*, 0\))$/.test(colour)) return colour;
    }
    return isDark() ? "#14161a" : "#ffffff";
  };

  const figureOf = (element) => {
    const source = document.getElementById(element.dataset.chart);
    const figure = JSON.parse(source.textContent);
    const colours = { ...(isDark() ? figure.dark : {}), [figure.paper]: paperBehind(element) };
    const layout = recoloured(figure.layout, colours);
    layout.font.family = getComputedStyle(element).fontFamily;
    return { data: recoloured(figure.data, colours), layout };
  };

  // On a phone the words take less room: fewer labels on the axes, smaller type, one name a line in the legend.
  const fitted = ({ data, layout }, width) => {
    if (width >= NARROW) return layout;
    layout.font.size = 12;
    layout.margin.r = 8;
    if (layout.xaxis.tickvals.length > 6) {
      const every = Math.ceil(layout.xaxis.tickvals.length / 6);
      layout.xaxis.tickvals = layout.xaxis.tickvals.filter((_, place) => place % every === 0);
      layout.xaxis.ticktext = layout.xaxis.ticktext.filter((_, place) => place % every === 0);
    }
    // Each name has a line of its own: the chart grows by them, and a bar's end needs room for its figure.
    const names = data.filter((trace) => trace.showlegend !== false).length;
    layout.legend.orientation = "v";
    layout.height += 20 * Math.max(0, names - 2);
    if (data.some((trace) => trace.type === "bar")) {
      const [low, high] = layout.xaxis.range;
      layout.xaxis.range = [low, high + 0.18 * (high - low)];
    }
    return layout;
  };

  const forTable = (element) => document.querySelector(`[data-chart-figures="${CSS.escape(element.dataset.chart)}"]`);

  const draw = (element) => {
    const figure = figureOf(element);
    const width = element.clientWidth;
    element.dataset.chartWidth = width < NARROW ? "narrow" : "wide";
    const first = !element.classList.contains("js-plotly-plot");
    // The placeholder's height would be taken for the chart's own.
    window.Plotly.react(element, figure.data, fitted(figure, width), CONFIG);
    if (!first) return;
    const id = element.dataset.chart;
    const table = forTable(element);
    if (table) {
      table.open = tablesOpen.get(id) || false;
      table.addEventListener("toggle", () => tablesOpen.set(id, table.open));
    }
    for (const button of document.querySelectorAll(`[data-chart-download="${CSS.escape(id)}"]`)) {
      button.hidden = false;
      button.addEventListener("click", () => download(element, button));
    }
  };

  // A picture stands alone: it takes the title along and paper behind it.
  const download = (element, button) => {
    const figure = figureOf(element);
    const width = 1000;
    const { layout } = figure;
    layout.paper_bgcolor = paperBehind(element);
    layout.margin = { ...layout.margin, t: 84, l: 24, r: 32, b: 16 };
    layout.title = { text: escaped(wrapped(element.dataset.chartName, 80)), x: 0.02, xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 18 }, font: { size: 20, weight: "bold" } };
    layout.height = (layout.height || 420) + 90;
    button.disabled = true;
    window.Plotly.downloadImage({ data: figure.data, layout, config: CONFIG }, { format: "png", scale: 2, width, height: layout.height, filename: element.dataset.chart })
      .finally(() => { button.disabled = false; });
  };

  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\n", "<br>");
  const wrapped = (text, length) => text.replace(new RegExp(`(.{1,${length}})(\\s+|$)`, "g"), "$1\n").trim();

  const each = (root, action) => {
    if (root.matches?.("[data-chart]")) action(root);
    for (const element of root.querySelectorAll?.("[data-chart]") || []) action(element);
  };

  const drawAll = (root = document) => {
    each(root, (element) => {
      if (!window.Plotly) {
        element.classList.add("chart-failed");
        return;
      }
      draw(element);
    });
  };

  const redrawAll = () => drawAll(document);

  document.addEventListener("DOMContentLoaded", () => drawAll());
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.detail.elt || event.target));
  document.addEventListener("htmx:beforeCleanupElement", (event) => {
    each(event.target, (element) => window.Plotly?.purge(element));
  });
  darkPreferred.addEventListener("change", redrawAll);
  new MutationObserver(redrawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  window.addEventListener("beforeprint", () => { printing = true; redrawAll(); });
  window.addEventListener("afterprint", () => { printing = false; redrawAll(); });

  // Words are laid out anew only when the width passes from narrow to wide or back; plotly does the rest.
  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => each(document, (element) => {
      if (window.Plotly && element.dataset.chartWidth !== (element.clientWidth < NARROW ? "narrow" : "wide")) draw(element);
    }), 150);
  });
})();
