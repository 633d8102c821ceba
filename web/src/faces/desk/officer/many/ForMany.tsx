/** Revokes or transfers the tasks that were chosen in the list, with one reason; each has its own result. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { allPages } from "../../../../contract/pages.ts";
import type { Task } from "../../../../contract/types.ts";
import { Choices } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { manyEn } from "../../../../words/desk/many-en.ts";
import { type ManyWords, manyZh } from "../../../../words/desk/many-zh.ts";
import { TextField } from "../../parts/Field.tsx";
import { Answer } from "../../parts/Page.tsx";
import { Rows } from "../../parts/Rows.tsx";
import { ONCE } from "../../parts/reading.ts";
import { usePresent } from "../../present.tsx";
import { idOf } from "../../router.ts";
import { Many, type Result } from "./many.ts";

type Method = "RevokeTask" | "TransferTask";

function useManyWords() {
  const desk = useDesk();
  const m: ManyWords = desk.tag === "en" ? manyEn : manyZh;
  return { ...desk, m };
}

const nameOf = ({ name }: Task): string => name ?? "";
/** A report is looked at before its task is revoked. */
const permits = (task: Task, method: Method): boolean =>
  (task.can ?? []).includes(method) && task.state !== "TASK_STATE_REPORTED";

interface Props {
  tasks: readonly Task[];
  onClear: () => void;
}

export default function ForMany({ tasks, onClear }: Props) {
  const { w, d, m } = useManyWords();
  const { report } = usePresent();
  const queries = useQueryClient();
  const many = useRef(new Many());
  const running = useRef(false);
  const [method, setMethod] = useState<Method>("RevokeTask");
  const [reason, setReason] = useState("");
  const [target, setTarget] = useState<{ name: string; displayName: string }>();
  /** What the results are of, as long as they are shown. */
  const [shown, setShown] = useState<{ method: Method; tasks: readonly Task[] }>();
  const [, setSteps] = useState(0);
  const of = shown?.tasks ?? tasks;
  const able = of.filter((task) => permits(task, method));
  const left = many.current.open(able, nameOf);
  const isGoing = running.current;
  const where = target?.displayName ?? "";
  const lacks = !reason.trim() || (method === "TransferTask" && !target) || left.length === 0;
  const act = (task: Task, requestId: string) => {
    const params = { path: { taskId: idOf(task.name) } };
    const body = { name: nameOf(task), requestId, etag: task.etag ?? "", reason: reason.trim() };
    return method === "RevokeTask"
      ? data(court.POST("/v1/tasks/{taskId}:revoke", { params, body }))
      : data(court.POST("/v1/tasks/{taskId}:transfer", { params, body: { ...body, court: target?.name ?? "" } }));
  };
  const start = async () => {
    if (running.current || lacks) return;
    running.current = true;
    setShown({ method, tasks: of });
    const key = JSON.stringify([method, reason.trim(), target?.name]);
    try {
      await many.current.run(able, nameOf, key, act, () => setSteps((count) => count + 1));
    } finally {
      running.current = false;
      setSteps((count) => count + 1);
    }
    const open = many.current.open(able, nameOf).length;
    report(m.summary(able.length - open, open));
    void queries.invalidateQueries({ queryKey: ["tasks"] });
    void queries.invalidateQueries({ queryKey: ["task"] });
  };
  const textOf = (task: Task): string => {
    if (!permits(task, method)) return m.passed;
    const result: Result | undefined = many.current.resultOf(nameOf(task));
    if (result?.is === "done") return m.done[method];
    if (result?.is === "refused") return result.text;
    if (isGoing) return "";
    return result?.is === "open" && result.isUnknown ? m.unreachable : (result?.text ?? m.waits);
  };
  return (
    <section className="many-bar" aria-label={m.title(of.length)}>
      <div className="row-between">
        <h2>{m.title(of.length)}</h2>
        <button type="button" disabled={isGoing} onClick={onClear}>
          {shown ? m.close : m.clear}
        </button>
      </div>
      <form
        className="act"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <div>
          {!shown && (
            <Choices
              legend={m.act}
              name="act"
              inline
              value={method}
              onChange={setMethod}
              options={(["RevokeTask", "TransferTask"] as const).map((value) => ({ value, text: m.acts[value] }))}
            />
          )}
          {!shown && method === "TransferTask" && <FindCourt chosen={target?.name} onChoose={setTarget} />}
          {!shown && (
            <TextField
              id="many.reason"
              label={m.reason[method]}
              hint={m.reasonHint}
              value={reason}
              maxLength={400}
              onChange={setReason}
            />
          )}
          {able.length < of.length && !shown && (
            <p className="soft">{able.length === 0 ? m.none : m.cannot(of.length - able.length)}</p>
          )}
          <p role="status">{isGoing && m.going(able.length - left.length + 1, able.length)}</p>
          {!(shown && left.length === 0) && (
            <p>
              <button type="submit" className="danger" disabled={lacks || isGoing}>
                {isGoing
                  ? d.submitting
                  : shown
                    ? m.again(left.length)
                    : method === "RevokeTask"
                      ? m.do.RevokeTask(left.length)
                      : m.do.TransferTask(left.length, where)}
              </button>
            </p>
          )}
        </div>
      </form>
      {shown && (
        <Rows<Task>
          caption={m.results}
          rows={shown.tasks}
          keyOf={nameOf}
          empty=""
          columns={[
            { title: m.task, cell: ({ addressee }) => addressee?.displayName || w.field.someone, width: "10rem" },
            { title: d.task.address, cell: ({ address }) => address },
            {
              title: m.result,
              cell: (task) => {
                const isDone = many.current.resultOf(nameOf(task))?.is === "done";
                return <span className={isDone ? "mark good" : ""}>{textOf(task)}</span>;
              },
            },
          ]}
        />
      )}
    </section>
  );
}

/** How many courts of a name are offered at once. */
const MOST = 6;
const PAGE = 1000;

function FindCourt({
  chosen,
  onChoose,
}: {
  chosen: string | undefined;
  onChoose: (court: { name: string; displayName: string }) => void;
}) {
  const { m } = useManyWords();
  const [search, setSearch] = useState("");
  const read = useQuery({
    ...ONCE,
    queryKey: ["courts"],
    queryFn: async () => {
      const pages = await allPages((next) =>
        data(court.GET("/v1/courts", { params: { query: { pageSize: PAGE, ...next } } })),
      );
      return pages.flatMap(({ courts }) => courts ?? []);
    },
  });
  return (
    <>
      <TextField
        id="many.court"
        label={m.courtSearch}
        hint={m.courtSearchHint}
        value={search}
        maxLength={40}
        onChange={setSearch}
      />
      <Answer read={read}>
        {(all) => {
          const open = all.filter(({ state }) => state !== "COURT_STATE_CLOSED");
          const wanted = search.trim();
          const found = wanted ? open.filter(({ displayName }) => displayName.includes(wanted)) : [];
          // What was chosen stays in sight while the search continues.
          const shown = [...found.slice(0, MOST), ...open.filter(({ name }) => name === chosen)];
          const options = [...new Map(shown.map((each) => [each.name ?? "", each])).values()];
          return (
            <>
              {options.length > 0 && (
                <Choices
                  legend={m.court}
                  name="court"
                  inline
                  value={chosen}
                  onChange={(name) => {
                    const target = open.find((each) => each.name === name);
                    if (target) onChoose({ name, displayName: target.displayName });
                  }}
                  options={options.map(({ name, displayName }) => ({ value: name ?? "", text: displayName }))}
                />
              )}
              {wanted && found.length === 0 && <p role="status">{m.courtNone}</p>}
              {found.length > MOST && <p className="soft">{m.courtMore(found.length - MOST)}</p>}
            </>
          );
        }}
      </Answer>
    </>
  );
}
