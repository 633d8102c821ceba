/** What the screens of every face are made of. */
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { courtNow } from "../contract/clock.ts";
import type { Document, Task } from "../contract/types.ts";
import { useSpeaking, type Words } from "../words/index.tsx";
import { dayOf } from "./dates.ts";
import { standingOf } from "./limit.ts";
import { Sheet } from "./Sheet.tsx";

export function Screen({ title, bare, children }: { title: string; bare?: boolean; children: ReactNode }) {
  const { w } = useSpeaking();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${w.product}`;
    heading.current?.focus({ preventScroll: true });
  }, [title, w]);
  return (
    <main id="content" className={bare ? "screen bare" : "screen"}>
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {children}
    </main>
  );
}

/** Names of facts with what they are; a fact without a value is left out. */
export function Facts({ rows }: { rows: [string, ReactNode][] }) {
  return (
    <dl className="facts-list">
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** What a paper is by the rules of service; nothing where the court has not said. */
export const kindOf = (w: Words, { kind }: Document): string =>
  kind && kind !== "SERVED_DOCUMENT_KIND_UNSPECIFIED" ? w.paperKinds[kind] : "";

/** A paper with its copies, its kind, and whether it is sealed. */
export function paperOf(w: Words, document: Document): string {
  const paper = w.field.copies(document.title, document.copies ?? 1);
  const notes = [kindOf(w, document), document.sealed ? w.sealed : ""].filter(Boolean);
  return notes.length > 0 ? w.paperWith(paper, notes.join(w.joiner)) : paper;
}

/** The papers of a task, in one line. */
export const papersOf = (w: Words, { documents }: Task): string =>
  (documents ?? []).map((document) => paperOf(w, document)).join(w.joiner);

/** A reason that was chosen with what was written beside it; nothing where none is chosen, and the text alone for one in own words. */
export function reasonOf(w: Words, chosen: string | undefined, more: string): string {
  const text = more.trim();
  if (chosen === undefined) return "";
  return chosen && text ? w.reasonWith(chosen, text) : chosen || text;
}

/** How the limit of a task stands, by word and by colour. */
export function Limit({ task }: { task: Task }) {
  const { w, tag } = useSpeaking();
  const standing = standingOf(task, courtNow());
  if (!standing) return null;
  const { days, passed } = standing;
  if (passed) return <span className="mark late">{days < 0 ? w.field.overdue(-days) : w.field.overdueToday}</span>;
  if (days === 0) return <span className="mark soon">{w.field.dueToday}</span>;
  if (days === 1) return <span className="mark soon">{w.field.dueTomorrow}</span>;
  return <span className="mark">{w.field.dueOn(dayOf(Date.parse(task.finishBy ?? ""), tag), days)}</span>;
}

export function limitClass(task: Task): string {
  const standing = standingOf(task, courtNow());
  if (!standing) return "";
  return standing.passed ? "late" : standing.days <= 1 ? "soon" : "";
}

interface ChoicesProps<T extends string> {
  legend: string;
  name: string;
  options: readonly { value: T; text: string; hint?: string }[];
  value: T | undefined;
  onChange: (value: T) => void;
  inline?: boolean;
  /** The heading of the screen asks already. */
  quiet?: boolean;
}

export function Choices<T extends string>({ legend, name, options, value, onChange, inline, quiet }: ChoicesProps<T>) {
  return (
    <fieldset>
      <legend className={quiet ? "visually-hidden" : ""}>{legend}</legend>
      <div className={inline ? "chips" : ""}>
        {options.map((option) => (
          <label key={option.value} className="choice">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.text}
              {option.hint && <small>{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface TextProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  long?: boolean;
  maxLength?: number;
  quiet?: boolean;
}

export function Text({ label, hint, value, onChange, long, maxLength = 200, quiet }: TextProps) {
  const id = useId();
  const shared = {
    id,
    value,
    maxLength,
    "aria-describedby": hint ? `${id}-hint` : undefined,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div className="field">
      <label htmlFor={id} className={quiet ? "visually-hidden" : ""}>
        {label}
      </label>
      {long ? <textarea {...shared} /> : <input {...shared} autoComplete="off" />}
      {hint && (
        <small id={`${id}-hint`} className="hint">
          {hint}
        </small>
      )}
    </div>
  );
}

/** A button that asks once more, naming what it is about. */
export function Danger({
  label,
  object,
  detail,
  onConfirm,
}: {
  label: string;
  object: string;
  detail?: string;
  onConfirm: () => void;
}) {
  const { w } = useSpeaking();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <button type="button" className="danger" onClick={() => setAsked(true)}>
        {label}
      </button>
      {asked && (
        <Sheet title={label} onClose={() => setAsked(false)}>
          {detail && <p>{detail}</p>}
          <div className="stack">
            <button
              type="button"
              className="danger"
              onClick={() => {
                setAsked(false);
                onConfirm();
              }}
            >
              {object}
            </button>
            <button type="button" onClick={() => setAsked(false)}>
              {w.cancel}
            </button>
          </div>
        </Sheet>
      )}
    </>
  );
}
