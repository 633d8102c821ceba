/** F2 and F3: a new task with its question and its two answers; an accepted one with its packet. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { can } from "../../contract/can.ts";
import { courtNow } from "../../contract/clock.ts";
import { labelText, labelWithTitle } from "../../contract/labels.ts";
import type { Task } from "../../contract/types.ts";
import { momentOf } from "../../shell/dates.ts";
import { Loading } from "../../shell/Loading.tsx";
import { useSpeaking, type Words } from "../../words/index.tsx";
import { zh } from "../../words/zh.ts";
import { Arrival } from "./Arrival.tsx";
import { useDesk, useHere, useLocal } from "./context.tsx";
import { confirmAloud } from "./media.ts";
import {
  CallCourt,
  Choices,
  Danger,
  Facts,
  Limit,
  LocalFault,
  limitClass,
  paperOf,
  papersOf,
  reasonOf,
  Screen,
  SyncMark,
  Text,
  useWriting,
} from "./parts.tsx";
import { go, idOf, link } from "./router.ts";
import { useAccepted, useTasks } from "./Today.tsx";

/** The director and the file read Chinese, whatever the page speaks. */
const COURT = zh;

export function TaskScreen({ id }: { id: string }) {
  const { w } = useSpeaking();
  const tasks = useTasks();
  const task = tasks.data?.tasks.find(({ name }) => idOf(name) === id);
  const accepted = useAccepted(task);
  if (tasks.isPending) return <Screen title={w.field.packetTitle}>{<Loading />}</Screen>;
  if (!task) {
    return (
      <Screen title={w.field.packetTitle}>
        <p>{w.field.unknownTask}</p>
        <a className="button" {...link("/")}>
          {w.field.today}
        </a>
      </Screen>
    );
  }
  if (task.state === "TASK_STATE_ASSIGNED" && !accepted) return <NewTask task={task} />;
  return <PacketScreen task={task} />;
}

/** Who gave the task, with their office: the last of its steps that did names them. */
function assigner(task: Task, w: Words): string | undefined {
  const steps = [...(task.steps ?? [])].reverse();
  const step = steps.find(({ kind }) => kind === "TASK_EVENT_KIND_TASK_ASSIGNED");
  return labelWithTitle(task, step?.actor, w.nameAndTitle) ?? (step?.actorDisplayName || undefined);
}

export function NewTask({ task }: { task: Task }) {
  const { w, tag } = useSpeaking();
  const { desk, settings } = useHere();
  const [conflict, setConflict] = useState<"yes" | "no">();
  const [declining, setDeclining] = useState(false);
  const { fault, write } = useWriting();
  const accept = async () => {
    if (await write(() => desk.accept(task))) confirmAloud(w.field.acceptQueued, tag, settings.speech);
  };
  if (declining) return <Decline task={task} conflict={conflict === "yes"} onBack={() => setDeclining(false)} />;
  return (
    <Screen title={w.field.acceptTitle}>
      <div className={`card ${limitClass(task)}`}>
        <Facts
          rows={[
            [w.field.kind, w.taskKinds[task.kind]],
            [w.field.party, task.addressee?.displayName],
            [w.field.village, task.address || labelText(task, `regions/${task.regionCode}`)],
            [w.field.papers, papersOf(w, task)],
            [w.field.limit, task.finishBy && <Limit task={task} />],
            [w.field.from, assigner(task, w)],
            [w.field.filedBy, labelWithTitle(task, task.creator, w.nameAndTitle)],
          ]}
        />
      </div>
      <Choices
        legend={w.field.conflict}
        name="conflict"
        inline
        value={conflict}
        onChange={setConflict}
        options={[
          { value: "no", text: w.field.conflictNo },
          { value: "yes", text: w.field.conflictYes },
        ]}
      />
      {conflict === "yes" && <p role="status">{w.field.conflictMustDecline}</p>}
      {!conflict && (
        <p id="why-not" className="hint">
          {w.field.pressToAccept}
        </p>
      )}
      <LocalFault fault={fault} />
      <div className="actions">
        {can(task, "DeclineTask") && (
          <button type="button" onClick={() => setDeclining(true)}>
            {w.field.decline}
          </button>
        )}
        {can(task, "AcceptTask") && (
          <button
            type="button"
            className="primary"
            aria-describedby="why-not"
            disabled={conflict !== "no"}
            onClick={() => void accept()}
          >
            {w.field.accept}
          </button>
        )}
      </div>
    </Screen>
  );
}

function Decline({ task, conflict, onBack }: { task: Task; conflict: boolean; onBack: () => void }) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const reasons = Object.keys(w.field.declineReasons) as (keyof typeof w.field.declineReasons)[];
  const [reason, setReason] = useState<(typeof reasons)[number] | undefined>(conflict ? "related" : undefined);
  const [more, setMore] = useState("");
  const said = reasonOf(COURT, reason && (reason === "other" ? "" : COURT.field.declineReasons[reason]), more);
  const { fault, write } = useWriting();
  const decline = async () => {
    if (await write(() => desk.decline(task, said))) go("/", true);
  };
  return (
    <Screen title={w.field.declineTitle}>
      <Choices
        legend={w.field.declineWhy}
        name="reason"
        value={reason}
        onChange={setReason}
        options={reasons.map((value) => ({ value, text: w.field.declineReasons[value] }))}
      />
      <Text label={w.field.more} value={more} onChange={setMore} long maxLength={1000} />
      <LocalFault fault={fault} />
      <div className="actions">
        <button type="button" onClick={onBack}>
          {w.back}
        </button>
        <button type="button" className="danger" disabled={!said} onClick={() => void decline()}>
          {w.field.declineObject(task.addressee?.displayName || w.field.someone, task.address ?? "")}
        </button>
      </div>
    </Screen>
  );
}

function PacketScreen({ task }: { task: Task }) {
  const { w, tag } = useSpeaking();
  const desk = useDesk();
  const name = task.name ?? "";
  const held = useLocal(["held", name], () => desk.held(name));
  const draft = useLocal(["draft", name], () => desk.store.draft(name)).data;
  const { fault, write } = useWriting();
  const viewed = useRef(false);
  useEffect(() => {
    if (held.data?.packet && !viewed.current) {
      viewed.current = true;
      // A view that the phone has no room for is not counted.
      desk.viewed(held.data).catch(() => {});
    }
  }, [held.data, desk]);
  const packet = held.data?.packet;
  const content = packet?.content;
  const open = task.state !== "TASK_STATE_REPORTED";
  const phone = content?.contactPhone || task.contact?.phone;
  return (
    <Screen title={task.addressee?.displayName || w.field.someone}>
      <p className="facts">
        <span className="mark">{w.taskKinds[task.kind]}</span> <Limit task={task} /> <SyncMark task={name} />
      </p>
      {task.state === "TASK_STATE_RETURNED" && task.review?.comment && (
        <div className="card soon">
          <h2>{w.field.returnedWhy}</h2>
          <p>{task.review.comment}</p>
        </div>
      )}
      <Facts
        rows={[
          [w.field.address, content?.address || task.address],
          [w.field.instructions, content?.instructions || task.instructions],
        ]}
      />
      <p className="stack">
        <CallCourt phone={phone} name={content?.contactName || task.contact?.displayName} />
        {phone && <span className="hint">{w.field.callNow}</span>}
      </p>
      {held.data && <Papers task={task} />}
      {!packet && open && (
        <p role="status">{task.state === "TASK_STATE_ASSIGNED" ? w.field.waitsForNetwork : w.field.packetMissing}</p>
      )}
      <Visits task={task} />
      {packet?.expireTime && (
        <p className="hint">
          {w.field.packetExpires(momentOf(Date.parse(packet.expireTime), tag))} · <Views packet={packet.name ?? ""} />
        </p>
      )}
      {draft && (
        <Danger
          label={w.field.discardVisit}
          object={w.field.discardObject(task.addressee?.displayName || w.field.someone)}
          detail={w.field.discardConfirm}
          onConfirm={() => void write(() => desk.discard(draft))}
        />
      )}
      <LocalFault fault={fault} />
      <Arrival task={task} packet={held.isPending ? undefined : (packet ?? null)} draft={draft} />
    </Screen>
  );
}

/** How often the packet was looked at: what the court has counted, and what waits to be reported. */
function Views({ packet }: { packet: string }) {
  const { w } = useSpeaking();
  const { store } = useDesk();
  const count = useLocal(["views", packet], async () => {
    const reported = (await store.value<number>(`views.${packet}`)) ?? 0;
    const waiting = (await store.entries()).find(
      ({ kind, state, body }) => kind === "views" && state === "waiting" && body.name === packet,
    );
    return reported + ((waiting?.body.viewTimes as string[] | undefined)?.length ?? 0);
  });
  return <>{w.field.packetViews(count.data ?? 0)}</>;
}

/** The form of the proof of service among what is packed; no paper has such a title. */
const RETURN_FORM = "return-form";

function Papers({ task }: { task: Task }) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const documents = task.documents ?? [];
  const client = useQueryClient();
  const id = task.name ?? "";
  const kept = useLocal(["packed", id], () => desk.packed(id)).data;
  // What was ticked here stands at once; what the phone keeps follows.
  const [ticked, setTicked] = useState<string[]>();
  const packed = ticked ?? kept;
  const { fault, write } = useWriting();
  if (!packed) return null;
  const tick = (title: string) => {
    const next = packed.includes(title) ? packed.filter((each) => each !== title) : [...packed, title];
    setTicked(next);
    client.setQueryData(["local", "packed", id], next);
    void write(() => desk.pack(id, next)).then((isKept) => {
      if (isKept) return;
      // What the phone does not keep does not stand there as ticked.
      setTicked(undefined);
      void client.invalidateQueries({ queryKey: ["local", "packed", id] });
    });
  };
  const things = documents.map((document) => ({
    name: document.title,
    text: paperOf(w, document),
    hint: document.sealed ? w.field.sealedRule : "",
  }));
  if (task.kind === "TASK_KIND_SERVICE_OF_PROCESS")
    things.push({ name: RETURN_FORM, text: w.field.bringReturnForm, hint: "" });
  if (things.length === 0) return null;
  return (
    <fieldset>
      <legend>{w.field.bring}</legend>
      <LocalFault fault={fault} />
      {things.map(({ name, text, hint }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the papers of a task never change their places
        <label key={place} className="choice">
          <input type="checkbox" checked={packed.includes(name)} onChange={() => tick(name)} />
          <span>
            {text}
            {hint && <small>{hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Visits({ task }: { task: Task }) {
  const { w, tag } = useSpeaking();
  const attempts = task.attempts ?? [];
  if (attempts.length === 0) return null;
  return (
    <section>
      <h2>{w.field.earlier}</h2>
      <ul className="lines">
        {attempts.map((attempt) => (
          <li key={attempt.name}>
            <strong>
              {momentOf(Date.parse(attempt.visitTime ?? attempt.deviceTime ?? new Date(courtNow()).toISOString()), tag)}
            </strong>{" "}
            {w.outcomes[attempt.outcome]}
            <p className="note">{attempt.note}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
