/** F10: what the court returned or refused, what was kept, and what to do. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../contract/client.ts";
import { Problem } from "../../contract/problem.ts";
import type { Entry, Notice } from "../../outbox/model.ts";
import { Compared } from "../../shell/Compare.tsx";
import { momentOf } from "../../shell/dates.ts";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { useSpeaking, type Words } from "../../words/index.tsx";
import { useDesk, useEntries, useFiles, useLocal } from "./context.tsx";
import { Danger, LocalFault, Screen, Text, useWriting } from "./parts.tsx";

export function useNeeds(): number {
  const { store } = useDesk();
  const entries = useEntries().data ?? [];
  const files = useFiles().data ?? [];
  const notices = useLocal(["notices"], store.notices).data ?? [];
  return [...entries, ...files].filter(({ state }) => state === "needs").length + notices.length;
}

export function Needs() {
  const { w } = useSpeaking();
  const { store } = useDesk();
  const entries = (useEntries().data ?? []).filter(({ state }) => state === "needs");
  const files = (useFiles().data ?? []).filter(({ state }) => state === "needs");
  const notices = useLocal(["notices"], store.notices).data ?? [];
  const nothing = entries.length + notices.length + files.length === 0;
  const { fault, write } = useWriting();
  return (
    <Screen title={w.field.needsTitle}>
      {nothing && <p>{w.field.needsEmpty}</p>}
      <LocalFault fault={fault} />
      <ul>
        {notices.map((notice) => (
          <li key={notice.id}>
            <NoticeCard notice={notice} />
          </li>
        ))}
        {entries.map((entry) => (
          <li key={entry.id}>
            <RefusedCard entry={entry} />
          </li>
        ))}
        {files.map((file) => (
          <li key={file.id} className="card soon">
            <h2>{w.field.photosTitle}</h2>
            {file.refused && <ProblemNote fault={new Problem(file.refused)} />}
            <button
              type="button"
              onClick={() => void write(() => store.put("files", { ...file, state: "waiting", sent: 0 }))}
            >
              {w.field.sendAgain}
            </button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

/** How a visit stood to the task when it came. */
function latenessOf(w: Words, lateness: string | undefined): string {
  const said: Record<string, string> = {
    LATENESS_AFTER_REVOCATION: w.field.keptAfterRevocation,
    LATENESS_AFTER_REASSIGNMENT: w.field.keptAfterReassignment,
    LATENESS_AFTER_REPORT: w.field.keptAfterReport,
    LATENESS_AFTER_COMPLETION: w.field.keptAfterCompletion,
    LATENESS_AFTER_EXPIRY: w.field.keptAfterExpiry,
    LATENESS_AFTER_TERM: w.field.keptAfterTerm,
  };
  return said[lateness ?? ""] ?? "";
}

function NoticeCard({ notice }: { notice: Notice }) {
  const { w, tag } = useSpeaking();
  const { store } = useDesk();
  const { fault, write } = useWriting();
  const title = {
    revoked: w.field.revoked,
    reassigned: w.field.reassigned,
    expired: w.field.expired,
    late: latenessOf(w, notice.lateness),
  }[notice.kind];
  const gone = notice.kind === "expired" ? w.field.packetOver : w.field.packetGone;
  return (
    <article className="card soon">
      <h2>{title}</h2>
      <p>
        {notice.label.party || w.field.someone} · {w.taskKinds[notice.label.kind]} · {momentOf(notice.at, tag)}
      </p>
      {notice.kind !== "late" && <p>{gone}</p>}
      <LocalFault fault={fault} />
      <button type="button" className="primary" onClick={() => void write(() => store.remove("notices", notice.id))}>
        {w.field.understood}
      </button>
    </article>
  );
}

/** The text of an entry that people wrote and may correct. */
function writtenOf({
  kind,
  body,
}: Entry): { text: string; with: (text: string) => Record<string, unknown> } | undefined {
  if (kind === "report") return { text: String(body.summary ?? ""), with: (summary) => ({ ...body, summary }) };
  if (kind === "decline") return { text: String(body.reason ?? ""), with: (reason) => ({ ...body, reason }) };
  if (kind === "attempt") {
    const attempt = body.attempt as Record<string, unknown>;
    return { text: String(attempt.note ?? ""), with: (note) => ({ ...body, attempt: { ...attempt, note } }) };
  }
  if (kind === "lead") {
    const lead = body.lead as Record<string, unknown>;
    return { text: String(lead.text ?? ""), with: (text) => ({ ...body, lead: { ...lead, text } }) };
  }
  return undefined;
}

/** Refusals that say that the task is another one by now. */
const CHANGED = new Set(["ETAG_MISMATCH", "TASK_STATE_CONFLICT"]);

function RefusedCard({ entry }: { entry: Entry }) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const { fault, write } = useWriting();
  const again = (body: Entry["body"]) => void write(() => desk.sendAgain(entry, body));
  const written = writtenOf(entry);
  const [text, setText] = useState<string>();
  const { etag: _, ...withoutEtag } = entry.body;
  const changed = CHANGED.has(entry.refused?.reason ?? "");
  return (
    <article className="card soon">
      <h2>{w.field.refusedEntry(w.field.entries[entry.kind])}</h2>
      <p>
        {entry.label.party || w.field.someone} · {w.taskKinds[entry.label.kind]}
      </p>
      {entry.refused && <ProblemNote fault={new Problem(entry.refused)} />}
      {changed && <Compare entry={entry} />}
      <p>{w.field.nothingLost}</p>
      {written && text === undefined && (
        <>
          <h3>{w.field.whatYouWrote}</h3>
          <p className="note">{written.text}</p>
        </>
      )}
      {written && text !== undefined && (
        <Text label={w.field.whatYouWrote} value={text} onChange={setText} long maxLength={4000} />
      )}
      <LocalFault fault={fault} />
      <div className="stack">
        {written && text === undefined && (
          <button type="button" onClick={() => setText(written.text)}>
            {w.field.correct}
          </button>
        )}
        {written && text !== undefined && (
          <button
            type="button"
            className="primary"
            disabled={!text.trim()}
            onClick={() => again(changed ? withEtagLeftOut(written.with(text)) : written.with(text))}
          >
            {w.field.correct}
          </button>
        )}
        <button type="button" onClick={() => again(withoutEtag)}>
          {changed ? w.field.compareKeep : w.field.sendAgain}
        </button>
        <Danger
          label={changed ? w.field.compareDrop : w.field.giveUp}
          object={w.field.giveUpObject(w.field.entries[entry.kind])}
          {...(written ? { detail: written.text } : {})}
          onConfirm={() => void write(() => desk.giveUp(entry))}
        />
      </div>
    </article>
  );
}

const withEtagLeftOut = ({ etag: _, ...body }: Record<string, unknown>) => body;

/** What the worker saw, what is there now, and who changed it when. */
function Compare({ entry }: { entry: Entry }) {
  const { w } = useSpeaking();
  const id = entry.task.replace("tasks/", "");
  const now = useQuery({
    queryKey: ["task", id],
    retry: false,
    queryFn: () => data(court.GET("/v1/tasks/{taskId}", { params: { path: { taskId: id } } })),
  });
  const desk = useDesk();
  const seen = useLocal(["held", entry.task], () => desk.held(entry.task)).data;
  return (
    <section aria-label={w.field.compareTitle}>
      <h3>{w.field.compareTitle}</h3>
      <Compared
        seen={seen?.task.state ? w.taskStates[seen.task.state] : w.taskStates.TASK_STATE_ASSIGNED}
        now={now.data?.state ? w.taskStates[now.data.state] : now.isError ? w.field.reassigned : w.loading}
        task={now.data}
      />
    </section>
  );
}
