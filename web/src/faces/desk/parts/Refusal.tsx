/** What the court said to an act: its words with the fields at fault, or that what the person saw has changed meanwhile. */
import { useEffect, useRef } from "react";
import { type Labelled, labelText } from "../../../contract/labels.ts";
import { type Acting, hasChanged } from "../../../shell/act.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { Sheet } from "../../../shell/Sheet.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { shortMoment } from "./values.ts";

interface Props {
  acting: Acting;
  /** Reads again what has changed. */
  onChanged?: () => Promise<unknown>;
  /** How it stands, as far as it was read. */
  now?: string;
  /** What the act is on, with what happened to it. */
  of?: Labelled & { steps?: readonly Step[] | null };
}

interface Step {
  actor?: string | null;
  stepTime?: string | null;
}

/** The form field that shows a path of the contract: the one that bears it as its id, however the path writes its names. */
export function fieldOf(path: string): string | undefined {
  const id = path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return document.getElementById(id) ? id : undefined;
}

export function Refusal({ acting, onChanged, now, of = {} }: Props) {
  const { d } = useDesk();
  const fault = acting.refused?.fault;
  const changed = fault !== undefined && onChanged !== undefined && hasChanged(fault);
  // What the person saw is what was there before the act was refused.
  const seen = useRef(now);
  if (fault === undefined) seen.current = now;
  const read = useRef(onChanged);
  read.current = onChanged;
  useEffect(() => {
    if (changed) void read.current?.();
  }, [changed]);
  const last = of.steps?.[of.steps.length - 1];
  const who = labelText(of, last?.actor);
  if (!changed) return <ProblemNote fault={fault} fieldOf={fieldOf} />;
  return (
    <Sheet title={d.changed.title} onClose={acting.clear}>
      <ProblemNote fault={fault} />
      <dl className="facts-list">
        <dt>{d.changed.seen}</dt>
        <dd>{seen.current}</dd>
        <dt>{d.changed.now}</dt>
        <dd>{now}</dd>
      </dl>
      {who && last?.stepTime && <p>{d.changed.by(who, shortMoment(last.stepTime))}</p>}
      <p className="beside">
        <button type="button" className="primary" onClick={acting.clear}>
          {d.changed.goOn}
        </button>
        <button type="button" onClick={() => history.back()}>
          {d.changed.drop}
        </button>
      </p>
    </Sheet>
  );
}
