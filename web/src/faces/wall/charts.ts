/** The charts of the wall as options of ECharts. Nothing moves: a screen in a room is read, and not watched. */
import type { EChartsCoreOption } from "echarts/core";
import type { Look } from "./look.ts";

const axisOf = (look: Look) => ({
  axisLabel: { color: look.soft, fontSize: look.rem * 0.75, fontFamily: look.family },
  axisLine: { lineStyle: { color: look.line } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: look.line, opacity: 0.25 } },
});

/** What every chart has: its tooltip is drawn, and not written into the page. */
const common = (look: Look, trigger: "axis" | "item") => ({
  animation: false,
  textStyle: { fontFamily: look.family, color: look.ink },
  tooltip: {
    trigger,
    renderMode: "richText",
    confine: true,
    backgroundColor: look.ground,
    borderColor: look.line,
    textStyle: { color: look.ink, fontSize: look.rem * 0.8 },
  },
});

const gridOf = (look: Look, more: object = {}) => ({
  left: look.rem * 0.25,
  right: look.rem * 0.75,
  top: look.rem * 0.75,
  bottom: look.rem * 0.1,
  outerBoundsMode: "same",
  outerBoundsContain: "axisLabel",
  ...more,
});

const labelOf = (look: Look) => ({ show: true, color: look.ink, fontSize: look.rem * 0.8, fontFamily: look.family });

export interface Named {
  name: string;
  values: (number | undefined)[];
}

const asData = (values: readonly (number | undefined)[]) => values.map((value) => value ?? "-");
const colours = (look: Look) => [look.first, look.second, look.third];

/** Shares in hundredths over months; a month in which a figure is undefined has no point. */
export const lines =
  (months: readonly string[], series: readonly Named[]) =>
  (look: Look): EChartsCoreOption => ({
    ...common(look, "axis"),
    grid: gridOf(look),
    xAxis: { type: "category", data: months, boundaryGap: false, ...axisOf(look) },
    yAxis: { type: "value", min: 0, max: 100, splitNumber: 4, ...axisOf(look) },
    series: series.map(({ name, values }, at) => ({
      type: "line",
      name,
      data: asData(values),
      symbolSize: look.rem * 0.35,
      lineStyle: { width: look.rem * 0.15, type: at === 0 ? "solid" : "dashed" },
      color: colours(look)[at % 3],
    })),
  });

interface Columns {
  isLate?: (at: number) => boolean;
  /** A line after so many bars. */
  after?: number | undefined;
}

/** Upright bars over months or classes. They stand on an axis of numbers, so that a line fits between two of them. */
export const columns =
  (names: readonly string[], values: readonly (number | undefined)[], { isLate, after }: Columns = {}) =>
  (look: Look): EChartsCoreOption => {
    const axis = axisOf(look);
    return {
      ...common(look, "item"),
      grid: gridOf(look, { top: look.rem * 1.25 }),
      xAxis: {
        type: "value",
        min: -0.5,
        max: Math.max(0, names.length - 1) + 0.5,
        ...axis,
        splitLine: { show: false },
        axisLabel: {
          ...axis.axisLabel,
          customValues: names.map((_, at) => at),
          formatter: (at: number) => names[at] ?? "",
          hideOverlap: names.length > 6,
        },
      },
      yAxis: { type: "value", minInterval: 1, splitNumber: 3, ...axis },
      series: [
        {
          type: "bar",
          barWidth: "60%",
          barMaxWidth: look.rem * 2.5,
          label: {
            ...labelOf(look),
            position: "top",
            formatter: ({ value }: { value: [number, number] }) => (value[1] ? value[1] : ""),
          },
          tooltip: {
            formatter: ({ value }: { value: [number, number] }) => `${names[value[0]] ?? ""}  ${value[1]}`,
          },
          data: values.map((value, at) => ({
            value: [at, value ?? "-"],
            itemStyle: { color: isLate?.(at) ? look.late : look.first },
          })),
          markLine: {
            silent: true,
            symbol: "none",
            label: { show: false },
            lineStyle: { color: look.ink, type: "dashed" },
            data: after === undefined ? [] : [{ xAxis: after - 0.5 }],
          },
        },
      ],
    };
  };

/** Bars that lie, one above the other, the first on top. */
export const bars =
  (names: readonly string[], series: readonly Named[]) =>
  (look: Look): EChartsCoreOption => ({
    ...common(look, "axis"),
    grid: gridOf(look, { right: look.rem * 3 }),
    xAxis: { type: "value", minInterval: 1, show: false, min: 0 },
    yAxis: { type: "category", inverse: true, data: names, ...axisOf(look), axisLine: { show: false } },
    series: series.map(({ name, values }, at) => ({
      type: "bar",
      name,
      data: asData(values),
      barMaxWidth: look.rem * 1.4,
      color: colours(look)[at % 3],
      label: { ...labelOf(look), position: "right" },
    })),
  });

/** A part of a whole as a ring. */
export const ring =
  (part: number | undefined, whole: number | undefined, names: readonly [string, string]) =>
  (look: Look): EChartsCoreOption => ({
    ...common(look, "item"),
    series: [
      {
        type: "pie",
        radius: ["68%", "95%"],
        silent: true,
        label: { show: false },
        data:
          part === undefined || !whole
            ? []
            : [
                { value: part, name: names[0], itemStyle: { color: look.first } },
                { value: whole - part, name: names[1], itemStyle: { color: look.line } },
              ],
      },
    ],
  });

/** Single values on a line, with the limit that they have to keep. */
export const strip =
  (values: readonly number[], limit: number | undefined, name: string) =>
  (look: Look): EChartsCoreOption => ({
    ...common(look, "item"),
    grid: gridOf(look, { right: look.rem }),
    xAxis: { type: "value", min: 0, max: Math.ceil(Math.max(limit ?? 0, ...values) * 1.15) || 1, ...axisOf(look) },
    yAxis: { type: "value", min: 0, max: 2, show: false },
    series: [
      {
        type: "scatter",
        name,
        symbolSize: look.rem * 0.7,
        data: values.map((value) => ({
          value: [value, 1],
          itemStyle: { color: limit !== undefined && value > limit ? look.late : look.first, opacity: 0.75 },
        })),
        markLine: {
          silent: true,
          symbol: "none",
          label: { show: false },
          lineStyle: { color: look.ink, type: "dashed" },
          data: limit === undefined ? [] : [{ xAxis: limit }],
        },
      },
    ],
  });
