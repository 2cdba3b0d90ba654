// Draws each <figure data-chart="id"> from the figures in the JSON under that id; the table beneath says the same.

const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--gf-${name}`).trim();
const SYMBOLS = ["circle", "rect", "triangle", "diamond"]; // lines differ in more than colour
const DASHES = ["solid", "dashed", "dotted", "solid"];

function line({ name, values }, place) {
  return {
    name, type: "line", data: values, symbol: SYMBOLS[place % 4], symbolSize: 8, lineStyle: { type: DASHES[place % 4], width: 2 },
  };
}

function bar({ name, values }, stacked) {
  return { name, type: "bar", data: values, barMaxWidth: 40, stack: stacked ? "all" : undefined };
}

function option({ kind, unit, labels, series }) {
  const text = { fontFamily: getComputedStyle(document.body).fontFamily, color: tone("muted") };
  return {
    animation: false,
    color: [tone("blue"), "#5b8fd6", tone("green"), "#c98500", tone("muted")],
    textStyle: text,
    grid: { left: 8, right: 16, top: series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    legend: series.length > 1 ? { top: 0, left: 0, textStyle: text } : undefined,
    tooltip: {
      trigger: "axis", // drawn on the canvas: styled text within the page is what the security policy forbids
      renderMode: "richText",
      valueFormatter: (value) => (value == null ? "—" : `${value.toLocaleString("en")} ${unit}`),
    },
    xAxis: { type: "category", data: labels, axisLabel: text },
    yAxis: { type: "value", axisLabel: { ...text, formatter: (value) => value.toLocaleString("en") }, splitLine: { lineStyle: { color: tone("line") } } },
    series: series.map((each, place) => (kind === "line" ? line(each, place) : bar(each, kind === "stack"))),
  };
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  const drawing = echarts.init(figure.querySelector(".gf-chart"), null, { renderer: "svg" });
  drawing.setOption(option(JSON.parse(document.getElementById(figure.dataset.chart).textContent)));
  new ResizeObserver(() => drawing.resize()).observe(figure);
}
