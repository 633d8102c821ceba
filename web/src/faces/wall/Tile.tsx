/** A tile: what it is about, what it shows, and of when that is. A figure on it opens the rows that it counts. */
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useId, useState } from "react";
import { clockOffset } from "../../contract/clock.ts";
import { type Indicator, isStale, written } from "../../figures/figures.ts";
import { namedChange } from "../../figures/indicator.ts";
import { timeOf } from "../../shell/dates.ts";
import { Loading } from "../../shell/Loading.tsx";
import { useWall, type WallWords } from "../../words/wall/index.ts";
import { useBoard } from "./boardContext.ts";

const LOOK = 5000;

/** The device's time, every few seconds. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface Props {
  title: string;
  /** What the tile shows is as old as the oldest of these. */
  reads: readonly Pick<UseQueryResult, "dataUpdatedAt" | "isPending" | "isError">[];
  className?: string;
  children: ReactNode;
}

export function Tile({ title, reads, className = "", children }: Props) {
  const { t, tag } = useWall();
  const heading = useId();
  const now = useNow();
  const read = reads.map(({ dataUpdatedAt }) => dataUpdatedAt).filter((at) => at > 0);
  const at = Math.min(...read);
  const stale = read.length > 0 && isStale(at, now);
  const isUnread = reads.some(({ isError, dataUpdatedAt }) => isError && dataUpdatedAt === 0);
  return (
    <section className={`tile ${stale ? "stale" : ""} ${className}`} aria-labelledby={heading}>
      <header className="tile-head">
        <h2 id={heading}>{title}</h2>
        {stale && <span className="tile-note">{t.dataOf(timeOf(at + clockOffset(), tag))}</span>}
        {isUnread && !stale && <span className="tile-note">{t.unread}</span>}
      </header>
      <div className="tile-body">{read.length === 0 && !isUnread ? <Loading /> : children}</div>
    </section>
  );
}

interface FigureProps {
  id: keyof WallWords["names"];
  /** It leads its tile. */
  big?: boolean;
  /** A number that has to be zero: red where it is not. */
  mustBeZero?: boolean;
}

/** An indicator with its change beside it: what it is called, the figure, and the way to its rows. */
export function Figure({ id, big = false, mustBeZero = false }: FigureProps) {
  const { t, units } = useWall();
  const { figures, open } = useBoard();
  const indicator = figures.get(id);
  const { text, unit } = written(indicator?.value, indicator?.unit ?? "", units);
  const late = mustBeZero && Number(indicator?.value) > 0;
  return (
    <button
      type="button"
      className={`figure ${big ? "big" : ""} ${late ? "late" : ""}`}
      aria-haspopup="dialog"
      disabled={!indicator}
      onClick={() => open(id)}
    >
      <span className="figure-name">{t.names[id]}</span>
      <span className="figure-value">
        {text}
        {unit && <small> {unit}</small>}
      </span>
      {indicator && <ChangeOf indicator={indicator} />}
    </button>
  );
}

export function ChangeOf({ indicator }: { indicator: Indicator }) {
  const { t, units } = useWall();
  const text = namedChange(indicator, t, units);
  return text ? <span className="figure-change">{text}</span> : null;
}

/** A number that is not an indicator, with what it is. */
export function Plain({ name, value, late = false }: { name: string; value: string; late?: boolean }) {
  return (
    <div className={late ? "plain late" : "plain"}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
