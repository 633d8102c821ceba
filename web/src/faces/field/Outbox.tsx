/** F9: what waits, what is on its way, what has arrived. Green is only what the court has to the last byte. */
import { useEffect, useState } from "react";
import { courtNow } from "../../contract/clock.ts";
import type { Standing } from "../../outbox/order.ts";
import { standings } from "../../outbox/order.ts";
import { dayNumber, sizeOf, timeOf } from "../../shell/dates.ts";
import { useSpeaking } from "../../words/index.tsx";
import { useDesk, useEntries, useFiles } from "./context.tsx";
import { Screen } from "./parts.tsx";
import { link } from "./router.ts";

export function useStandings(): Standing[] {
  const entries = useEntries().data ?? [];
  const files = useFiles().data ?? [];
  return standings(
    entries.filter(({ kind }) => kind !== "purge"),
    files,
  );
}

function Why() {
  const { w } = useSpeaking();
  const desk = useDesk();
  const paused = desk.pausedBy;
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  if (desk.isSending) return <p role="status">{w.field.sendingNow}</p>;
  if (!paused) return null;
  if (paused.why === "sign-in") return <p role="status">{w.field.waiting.signIn}</p>;
  if (paused.why === "later" && paused.after) return <p role="status">{w.field.waiting.later(paused.after)}</p>;
  return <p role="status">{w.field.waiting.network}</p>;
}

export function OutboxScreen() {
  const { w } = useSpeaking();
  const desk = useDesk();
  const all = useStandings();
  const waiting = all.filter(({ complete }) => !complete);
  const today = dayNumber(courtNow());
  const done = all.filter(
    ({ complete, entries }) => complete && entries.some(({ doneAt }) => dayNumber(doneAt ?? 0) === today),
  );
  return (
    <Screen title={w.field.outboxTitle}>
      {waiting.length === 0 && <p>{w.field.outboxEmpty}</p>}
      <ul aria-live="polite">
        {waiting.map((standing) => (
          <li key={standing.record}>
            <RecordCard standing={standing} />
          </li>
        ))}
      </ul>
      {waiting.length > 0 && (
        <>
          <Why />
          <div className="actions">
            <button type="button" className="primary" disabled={desk.isSending} onClick={desk.send}>
              {w.field.sendNow}
            </button>
          </div>
        </>
      )}
      {done.length > 0 && (
        <section>
          <h2>{w.field.outboxDone}</h2>
          <ul>
            {done.map((standing) => (
              <li key={standing.record}>
                <RecordCard standing={standing} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Screen>
  );
}

function RecordCard({ standing }: { standing: Standing }) {
  const { w, tag } = useSpeaking();
  const first = standing.entries[0];
  if (!first) return null;
  const { label, made } = first;
  const of = (kind: string) => standing.entries.find((entry) => entry.kind === kind);
  const [visit, report] = [of("attempt"), of("report")];
  const photos = standing.photos.filter(({ state }) => state === "done").length;
  const signature = standing.files.find(({ role }) => role === "signature");
  const outside = standing.entries.some(({ outsideTerm }) => outsideTerm);
  return (
    <article className={`card ${standing.complete ? "good" : "soon"}`}>
      <h3>{label.party || w.field.someone}</h3>
      <p className="facts">
        <span>{w.taskKinds[label.kind]}</span>
        <span>{timeOf(made.wall + made.offset, tag)}</span>
      </p>
      {visit ? (
        <ul className="lines">
          <li>{visit.state === "done" ? w.field.recordThere : w.field.recordSaved}</li>
          {report && <li>{report.state === "done" ? w.field.reportThere : w.field.reportSaved}</li>}
          {standing.photos.length > 0 && <li>{w.field.photosThere(photos, standing.photos.length)}</li>}
          {signature?.state === "done" && <li>{w.field.signatureThere}</li>}
        </ul>
      ) : (
        <p>{w.field.entries[first.kind]}</p>
      )}
      {standing.left > 0 && (
        <>
          <div className="progress" aria-hidden="true">
            <div style={{ width: `${(100 * standing.done) / standing.all}%` }} />
          </div>
          <p>{w.field.bytesLeft(sizeOf(standing.left))}</p>
        </>
      )}
      {outside && <p>{w.field.waiting.term}</p>}
      <div role="status">
        {standing.complete ? (
          <p className="mark good">{visit ? w.field.allThere : w.field.syncDone}</p>
        ) : standing.needs ? (
          <a className="button" {...link("/needs")}>
            {w.field.syncNeeds}
          </a>
        ) : (
          <p className="mark soon">
            {standing.done > 0 ? w.field.syncSending(standing.done, standing.all) : w.field.syncSaved}
          </p>
        )}
      </div>
    </article>
  );
}
