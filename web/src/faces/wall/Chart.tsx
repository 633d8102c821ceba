/** A chart on a canvas, drawn by ECharts, and beside it the same as a table for readers of screens. */
import { BarChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { type Look, lookOf } from "./look.ts";

use([BarChart, LineChart, PieChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

/** What a chart shows, in cells. */
export interface Twin {
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

interface Props {
  draw: (look: Look) => EChartsCoreOption;
  twin: Twin;
  className?: string;
}

export function Chart({ draw, twin, className = "" }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    const holder = place.current;
    if (!holder) return;
    const redraw = () => chart.current?.setOption(latest.current(lookOf(holder)), { notMerge: true });
    const watcher = new ResizeObserver(() => {
      chart.current?.resize();
      redraw();
    });
    chart.current = init(emptied(holder), null, { renderer: "canvas" });
    redraw();
    watcher.observe(holder);
    return () => {
      watcher.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
    };
  }, []);
  useEffect(() => {
    if (place.current) chart.current?.setOption(draw(lookOf(place.current)), { notMerge: true });
  }, [draw]);
  return (
    <>
      <div className={`wall-chart ${className}`} aria-hidden="true">
        <div className="wall-canvas" ref={place} />
      </div>
      <TwinTable {...twin} />
    </>
  );
}

/** ECharts empties its place as HTML, which the policy of the page refuses as it refuses all text that becomes HTML. There is nothing to empty. */
function emptied(holder: HTMLDivElement): HTMLDivElement {
  Object.defineProperty(holder, "innerHTML", { value: "", writable: true, configurable: true });
  return holder;
}

function TwinTable({ caption, head, rows }: Twin) {
  return (
    <div className="visually-hidden">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((each) => (
              <th key={each} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first = "", ...rest]) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {rest.map((cell, at) => (
                <td key={head[at + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
