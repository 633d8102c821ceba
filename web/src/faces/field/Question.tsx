/** One question of the guide: its answer goes into the record, or a file that shows it onto the phone. */

import { useState } from "react";
import { answersAt, isAnswered } from "../../guide/evaluate.ts";
import { photoRoleOf, put, recordOf } from "../../guide/flow.ts";
import type { Item } from "../../guide/model.ts";
import { courtTime } from "../../outbox/instant.ts";
import type { Draft } from "../../outbox/model.ts";
import { isoDayAt } from "../../shell/dates.ts";
import { useSpeaking } from "../../words/index.tsx";
import { PhotoButton } from "./Photos.tsx";
import { Choices, Text } from "./parts.tsx";
import { Pad } from "./Signature.tsx";

interface Props {
  item: Item;
  draft: Draft;
  change: (more: Partial<Draft>) => Promise<void>;
  /** The heading of the screen asks already. */
  quiet: boolean;
}

/** Whose name belongs to the answer, beside the question that the guide asks. */
const NAMES: Record<string, string> = { "recipient.relation": "recipient.displayName" };
/** How long an answer in words may be. */
const LONGEST: Record<string, number> = {
  "server.displayName": 50,
  "witness.displayName": 50,
  "witness.unit": 200,
  "moved.address": 200,
  "moved.source": 500,
};

export function Question(props: Props) {
  const { w } = useSpeaking();
  const { item, draft } = props;
  const record = recordOf(draft);
  const answered = answersAt(record, item.field).length > 0;
  return (
    <section>
      <Answer {...props} />
      {item.blocking && answered && !isAnswered(item, record) && <Cure item={item} note={w.guide.notCounted} />}
      {item.article && (
        <p className="hint" lang="zh-CN">
          {w.guide.article(item.article)}
        </p>
      )}
    </section>
  );
}

function Cure({ item, note }: { item: Item; note: string }) {
  const { tag } = useSpeaking();
  return (
    <div className="card soon" role="status">
      <p>{tag === "en" ? item.cure.en : item.cure.zh}</p>
      <p className="hint">{note}</p>
    </div>
  );
}

function Answer({ item, draft, change, quiet }: Props) {
  const { w, tag } = useSpeaking();
  const legend = tag === "en" ? item.ask.en : item.ask.zh;
  const set = (path: string) => (answer: string | boolean | string[] | undefined) =>
    void change({ record: put(draft.record, path, answer) });
  const given = answersAt(draft.record ? { outcome: "", ...draft.record } : { outcome: "" }, item.field);
  switch (item.input) {
    case "CHOICE": {
      const words: Record<string, string> =
        (w.guide.values as Record<string, Record<string, string>>)[item.field] ?? {};
      const values = item.blocking && Object.keys(words).length > 0 ? Object.keys(words) : item.accepts;
      const name = NAMES[item.field];
      return (
        <>
          <Choices
            legend={legend}
            quiet={quiet}
            name={item.id}
            value={given[0] ?? (item.blocking ? undefined : "")}
            onChange={set(item.field)}
            options={[
              ...values.map((value) => ({ value, text: words[value] ?? value })),
              // What need not be answered can be taken back.
              ...(item.blocking ? [] : [{ value: "", text: w.guide.leaveOpen }]),
            ]}
          />
          {name && <Words draft={draft} change={change} path={name} label={w.guide.recipientName} />}
        </>
      );
    }
    case "TICK":
      return item.field === "documentsLeft" ? (
        <Papers item={item} legend={legend} quiet={quiet} given={given} onChange={set(item.field)} />
      ) : (
        <Choices
          legend={legend}
          quiet={quiet}
          name={item.id}
          value={given[0] as "true" | "false" | undefined}
          onChange={(value) => set(item.field)(value === "true")}
          options={[
            { value: "true", text: w.yes },
            { value: "false", text: w.no },
          ]}
        />
      );
    case "PERSON":
      return item.accepts.length > 0 ? (
        <Listed item={item} legend={legend} quiet={quiet} draft={draft} change={change} given={given[0]} />
      ) : (
        <Words draft={draft} change={change} path={item.field} label={legend} quiet={quiet} />
      );
    case "DATE":
      return (
        <Day
          label={legend}
          quiet={quiet}
          value={given[0] ?? ""}
          today={isoDayAt(courtTime(draft.arrived))}
          onChange={set(item.field)}
        />
      );
    case "PHOTO":
      return <Photo item={item} legend={legend} quiet={quiet} draft={draft} />;
    case "SIGNATURE":
      return <Signed item={item} legend={legend} quiet={quiet} draft={draft} change={change} />;
    default:
      return <Words draft={draft} change={change} path={item.field} label={legend} quiet={quiet} long />;
  }
}

interface WordsProps {
  draft: Draft;
  change: Props["change"];
  path: string;
  label: string;
  long?: boolean;
  quiet?: boolean;
}

/** What is typed shows at once and is kept as it comes. */
function Words({ draft, change, path, label, long, quiet }: WordsProps) {
  const [typed, setTyped] = useState(answersAt({ outcome: "", ...draft.record }, path)[0] ?? "");
  return (
    <Text
      label={label}
      value={typed}
      long={long ?? false}
      quiet={quiet ?? false}
      maxLength={LONGEST[path] ?? (long ? 1000 : 50)}
      onChange={(value) => {
        setTyped(value);
        void change({ record: put(draft.record, path, value) });
      }}
    />
  );
}

function Papers({
  item,
  legend,
  quiet,
  given,
  onChange,
}: {
  item: Item;
  legend: string;
  quiet: boolean;
  given: string[];
  onChange: (answer: string[]) => void;
}) {
  return (
    <fieldset>
      <legend className={quiet ? "visually-hidden" : ""}>{legend}</legend>
      {item.accepts.map((title) => (
        <label key={title} className="choice">
          <input
            type="checkbox"
            checked={given.includes(title)}
            onChange={() =>
              onChange(given.includes(title) ? given.filter((each) => each !== title) : [...given, title])
            }
          />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** A name from the list, or another that does not count. */
function Listed({ item, legend, quiet, draft, change, given }: Props & { legend: string; given: string | undefined }) {
  const { w } = useSpeaking();
  const [other, setOther] = useState(given !== undefined && !item.accepts.includes(given));
  return (
    <>
      <Choices
        legend={legend}
        quiet={quiet}
        name={item.id}
        value={other ? "" : given}
        onChange={(value) => {
          setOther(value === "");
          void change({ record: put(draft.record, item.field, value) });
        }}
        options={[...item.accepts.map((value) => ({ value, text: value })), { value: "", text: w.guide.otherPerson }]}
      />
      {other && <Words draft={draft} change={change} path={item.field} label={w.guide.name} />}
    </>
  );
}

function Day({
  label,
  quiet,
  value,
  today,
  onChange,
}: {
  label: string;
  quiet: boolean;
  value: string;
  today: string;
  onChange: (answer: string) => void;
}) {
  const { w } = useSpeaking();
  return (
    <>
      <div className="field">
        <label>
          <span className={quiet ? "visually-hidden" : ""}>{label}</span>
          <input type="date" value={value} onChange={(event) => onChange(event.target.value)} />
        </label>
      </div>
      <button type="button" onClick={() => onChange(today)}>
        {w.guide.today}
      </button>
    </>
  );
}

function Photo({ item, legend, quiet, draft }: { item: Item; legend: string; quiet: boolean; draft: Draft }) {
  const { w } = useSpeaking();
  const [fault, setFault] = useState<string>();
  const count = recordOf(draft).files?.filter(({ kind, role }) => kind === "PHOTO" && role === item.role).length ?? 0;
  return (
    <>
      {!quiet && <p>{legend}</p>}
      {fault && (
        <p role="alert" className="problem">
          {fault}
        </p>
      )}
      {count > 0 && (
        <p role="status" className="mark good">
          {w.guide.photoCount(count)}
        </p>
      )}
      <PhotoButton
        draft={draft}
        shows={photoRoleOf(item.role)}
        text={w.guide.photoTake}
        name={`${w.guide.photoTake} · ${legend}`}
        onFault={setFault}
      />
    </>
  );
}

function Signed({ item, legend, quiet, draft, change }: Props & { legend: string }) {
  const { w } = useSpeaking();
  const signed = (draft.signatures ?? []).find(({ role }) => role === item.role);
  const known =
    item.role === "SIGNATURE_WITNESS" ? draft.record?.witness?.displayName : draft.record?.recipient?.displayName;
  const [signer, setSigner] = useState(signed?.signer ?? known ?? "");
  const [signing, setSigning] = useState(false);
  return (
    <>
      {!quiet && <p>{legend}</p>}
      {signed && (
        <p role="status" className="mark good">
          {w.guide.signedBy(signed.signer)}
        </p>
      )}
      <Text label={w.field.signerName} value={signer} onChange={setSigner} maxLength={50} />
      {!signer.trim() && <p className="hint">{w.guide.signerFirst}</p>}
      <button type="button" disabled={!signer.trim()} onClick={() => setSigning(true)}>
        {signed ? w.guide.signAgain : w.guide.signHere}
      </button>
      {signing && (
        <Pad
          draft={draft}
          signer={signer.trim()}
          relation=""
          role={item.role}
          change={change}
          onDone={() => setSigning(false)}
          onCancel={() => setSigning(false)}
        />
      )}
    </>
  );
}
