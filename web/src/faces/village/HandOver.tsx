/** Hands all that a grid worker still has over: to another one of the court, or back to the director, who assigns each anew. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../contract/client.ts";
import { courtNow } from "../../contract/clock.ts";
import { type HandedOver, handOver, hasMoved } from "../../contract/handOver.ts";
import { useAct } from "../../shell/act.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Choices, Screen, Text } from "../../shell/parts.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { loadOf, type Worker, workersOf } from "./board.ts";
import { useDirector } from "./director.tsx";
import { Back, NotOffline, partyOf } from "./parts.tsx";
import { useLine, useTasks, useWorkers } from "./queries.ts";
import { go, idOf, link } from "./router.ts";

/** Nobody in particular: the tasks wait for the director again. */
const BACK = "back";
const LONGEST_REASON = 400;

export function HandOver({ id }: { id: string }) {
  const { w } = useSpeaking();
  const { courts } = useDirector();
  const people = useWorkers();
  const all = [...courts].flatMap((name) => workersOf(people.data ?? [], name, courtNow()));
  const worker = all.find(({ name }) => idOf(name) === id);
  return (
    <Screen title={worker ? w.village.handOverOf(worker.displayName) : w.village.handOver}>
      {people.isError && <ProblemNote fault={people.error} onRetry={() => people.refetch()} />}
      {people.isPending && <Loading />}
      {worker && <Form worker={worker} others={all.filter((each) => each.term.court === worker.term.court)} />}
      {people.data && !worker && (
        <>
          <p className="empty">{w.village.handOverGone}</p>
          <p className="go dock">
            <Back to="/workers" />
          </p>
        </>
      )}
    </Screen>
  );
}

function Form({ worker, others }: { worker: Worker; others: Worker[] }) {
  const { w } = useSpeaking();
  const queries = useQueryClient();
  const { report } = useDirector();
  const { isAway } = useLine();
  const tasks = useTasks().data?.tasks ?? [];
  const { busy, refused, run } = useAct();
  const [to, setTo] = useState<string>();
  const [reason, setReason] = useState("");
  const [over, setOver] = useState<HandedOver>();
  const { open } = loadOf(tasks, worker.name);
  const takers = others.filter(({ name }) => name !== worker.name);
  const taker = takers.find(({ name }) => name === to);
  const move = () =>
    void run(JSON.stringify([worker.name, to, reason.trim()]), async (requestId) => {
      const body = {
        worker: worker.name,
        court: worker.term.court ?? "",
        reason: reason.trim(),
        ...(taker ? { to: taker.name } : {}),
      };
      const done = await handOver(requestId, (page) =>
        data(court.POST("/v1/tasks:handOver", { body: { ...body, ...page } })),
      );
      void queries.invalidateQueries({ queryKey: ["tasks"] });
      const moved = done.results.filter(hasMoved).length;
      const text = w.village.handedOver(moved, done.results.length - moved);
      if (moved < done.results.length) {
        setOver(done);
        return;
      }
      report(text, "/workers");
      go("/workers");
    });
  if (over) return <Left over={over} />;
  const lacks = !to || !reason.trim();
  return (
    <>
      <NotOffline id="hand-over-offline" />
      {refused !== undefined && <ProblemNote fault={refused.fault} />}
      <p>{open > 0 ? w.village.handOverOpen(worker.displayName, open) : w.village.handOverNone(worker.displayName)}</p>
      {open > 0 && (
        <div className="columns">
          <Choices
            legend={w.village.handOverTo}
            name="to"
            value={to}
            onChange={setTo}
            options={[
              ...takers.map(({ name, displayName }) => {
                const load = loadOf(tasks, name);
                const hint = load.open > 0 ? w.village.load(load.open, load.late) : w.village.noLoad;
                return { value: name, text: displayName, hint };
              }),
              { value: BACK, text: w.village.handOverBack, hint: w.village.handOverBackHint },
            ]}
          />
          <Text
            label={w.village.handOverWhy}
            hint={w.village.handOverWhyHint}
            value={reason}
            onChange={setReason}
            maxLength={LONGEST_REASON}
            long
          />
        </div>
      )}
      {open > 0 && lacks && (
        <p id="hand-over-lacks" className="hint">
          {w.village.handOverLacks}
        </p>
      )}
      <p className="go dock">
        <Back to="/workers" />
        {open > 0 && (
          <button
            type="button"
            className="primary"
            disabled={lacks || isAway || busy !== undefined}
            aria-describedby={isAway ? "hand-over-offline" : "hand-over-lacks"}
            onClick={move}
          >
            {busy ? w.village.assigning : taker ? w.village.handOverAct(open, taker.displayName) : w.village.handOver}
          </button>
        )}
      </p>
    </>
  );
}

/** What stays with the worker, and why: each is assigned by itself. */
function Left({ over }: { over: HandedOver }) {
  const { w, tag } = useSpeaking();
  const tasks = new Map((useTasks().data?.tasks ?? []).map((task) => [task.name, task]));
  const left = over.results.filter((result) => !hasMoved(result));
  return (
    <>
      <p role="status">{w.village.handedOver(over.results.length - left.length, left.length)}</p>
      <ul className="tiles">
        {left.map(({ task: name, messageZh, messageEn }) => {
          const task = tasks.get(name ?? "");
          return (
            <li key={name} className="card soon">
              <h2>{task ? partyOf(task, w.field.someone) : w.field.someone}</h2>
              <p>{tag === "en" ? messageEn : messageZh}</p>
              <a className="button" {...link(`/pass/${idOf(name)}`)}>
                {w.village.assign}
              </a>
            </li>
          );
        })}
      </ul>
      <p className="go dock">
        <Back to="/workers" />
      </p>
    </>
  );
}
