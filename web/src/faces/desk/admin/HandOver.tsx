/** Before somebody's office ends: what they still have at a court is handed over, and then what ends the office is shown. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { type HandedOver, type HandOverResult, handOver, hasMoved, openByWorker } from "../../../contract/handOver.ts";
import { labelText } from "../../../contract/labels.ts";
import type { Person } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { Loading } from "../../../shell/Loading.tsx";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { SelectField } from "../parts/Inputs.tsx";
import { Rows } from "../parts/Rows.tsx";
import { filterOf, PLAIN } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";

/** How many tasks everybody of some courts still has to report. */
function useOpenTasks(courts: readonly string[]) {
  return useQuery({
    ...PLAIN,
    queryKey: ["open tasks", ...courts],
    enabled: courts.length > 0,
    queryFn: async () => {
      const read = courts.map(async (name) => {
        const query = { filter: filterOf({ open: "true", court: name }), groupBy: "worker" };
        const { counts } = await data(court.GET("/v1/tasks:count", { params: { query } }));
        return [name, openByWorker(counts)] as const;
      });
      return new Map(await Promise.all(read));
    },
  });
}

interface FirstProps {
  person: Person;
  /** Where they are given tasks. */
  courts: readonly string[];
  /** The page has other forms: by this the ids of its fields differ from theirs. */
  scope: string;
  /** It is not what the page is for. */
  isQuiet?: boolean;
  onCancel?: () => void;
  /** What ends the office. */
  children: ReactNode;
}

export function HandOverFirst({ person, courts, scope, isQuiet = false, onCancel, children }: FirstProps) {
  const { a } = useAdmin();
  const read = useOpenTasks(courts);
  const [passed, setPassed] = useState<readonly string[]>([]);
  const [done, setDone] = useState<{ name: string; over: HandedOver }>();
  if (courts.length > 0 && read.isPending) return <Loading />;
  const openAt = (name: string) => read.data?.get(name)?.get(person.name ?? "") ?? 0;
  const next = courts.find((name) => openAt(name) > 0 && !passed.includes(name));
  const pass = (name: string) => setPassed((all) => [...all, name]);
  return (
    <>
      {read.isError && <ProblemNote fault={read.error} onRetry={() => read.refetch()} />}
      {done && <Results person={person} name={done.name} over={done.over} />}
      {next ? (
        <HandOver
          key={next}
          person={person}
          name={next}
          open={read.data?.get(next) ?? new Map()}
          scope={scope}
          isQuiet={isQuiet}
          onDone={(over) => {
            setDone({ name: next, over });
            pass(next);
          }}
          onPass={() => pass(next)}
          {...(onCancel ? { onCancel } : {})}
        />
      ) : (
        <>
          {read.data && !done && passed.length === 0 && courts.length > 0 && <p className="soft">{a.handOver.none}</p>}
          {children}
        </>
      )}
    </>
  );
}

interface Props {
  person: Person;
  /** The court. */
  name: string;
  open: ReadonlyMap<string, number>;
  scope: string;
  isQuiet: boolean;
  onDone: (over: HandedOver) => void;
  onPass: () => void;
  onCancel?: () => void;
}

function HandOver({ person, name, open, scope, isQuiet, onDone, onPass, onCancel }: Props) {
  const { a, w } = useAdmin();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const filter = filterOf({ role: "GRID_WORKER", court: name });
  const workers = useQuery({
    ...PLAIN,
    queryKey: ["workers", name],
    queryFn: () => data(court.GET("/v1/people", { params: { query: { filter, pageSize: 100 } } })),
  });
  const takers = (workers.data?.people ?? []).filter((each) => each.name !== person.name && !each.deactivated);
  const taker = takers.find((each) => each.name === to)?.displayName;
  const count = open.get(person.name ?? "") ?? 0;
  const where = labelText(person, name) ?? a.people.court;
  const submit = () =>
    void acting.run(JSON.stringify([name, to, reason.trim()]), async (requestId) => {
      const body = { worker: person.name ?? "", court: name, reason: reason.trim(), ...(to ? { to } : {}) };
      const over = await handOver(requestId, (page) =>
        data(court.POST("/v1/tasks:handOver", { body: { ...body, ...page } })),
      );
      const moved = over.results.filter(hasMoved).length;
      report(a.handOver.summary(moved, over.results.length - moved));
      onDone(over);
      await queries.invalidateQueries({ queryKey: ["open tasks"] });
    });
  return (
    <section className="part">
      <h3>{a.handOver.title(where)}</h3>
      <p>{a.handOver.open(person.displayName, where, count)}</p>
      <ActForm
        acting={acting}
        isQuiet={isQuiet}
        label={taker ? a.handOver.to(count, taker) : a.handOver.back(count)}
        lacks={!reason.trim() || workers.isPending}
        onSubmit={submit}
      >
        {workers.isError && <ProblemNote fault={workers.error} onRetry={() => workers.refetch()} />}
        <SelectField
          id={`${scope}.to`}
          label={a.handOver.taker}
          hint={a.handOver.takerHint}
          none={a.handOver.director}
          value={to}
          options={takers.map((each) => [
            each.name ?? "",
            a.handOver.candidate(each.displayName, open.get(each.name ?? "") ?? 0),
          ])}
          onChange={setTo}
        />
        <TextField
          id={`${scope}.reason`}
          label={a.handOver.reason}
          value={reason}
          maxLength={500}
          long
          onChange={setReason}
        />
      </ActForm>
      <p className="beside">
        <button type="button" disabled={acting.busy !== undefined} onClick={onPass}>
          {a.handOver.pass}
        </button>
        {onCancel && (
          <button type="button" onClick={onCancel}>
            {w.cancel}
          </button>
        )}
      </p>
    </section>
  );
}

/** What became of each task: the administrator reads what and where, and nothing of those whom it concerns. */
function Results({ person, name, over }: { person: Person; name: string; over: HandedOver }) {
  const { a, w, tag } = useAdmin();
  const left = over.results.filter((result) => !hasMoved(result)).length;
  return (
    <section className="part">
      <h3>{a.handOver.results(labelText(person, name) ?? a.people.court)}</h3>
      {left > 0 && <p>{a.handOver.leftHint}</p>}
      <Rows<HandOverResult>
        caption={a.handOver.results(labelText(person, name) ?? a.people.court)}
        rows={over.results}
        answer={over}
        keyOf={({ task }) => task ?? ""}
        empty={a.handOver.nothing}
        columns={[
          { title: a.handOver.task, cell: ({ kind }) => w.taskKinds[kind ?? "TASK_KIND_UNSPECIFIED"], width: "6rem" },
          {
            title: a.handOver.place,
            cell: (row, labels) => labelText(labels, `regions/${row.regionCode}`),
            width: "8rem",
          },
          { title: a.handOver.until, cell: ({ finishBy }) => shortMoment(finishBy), width: "10.5rem" },
          {
            title: a.handOver.result,
            cell: (row) =>
              hasMoved(row) ? (
                <span className="mark good">{a.handOver.moved}</span>
              ) : (
                <>
                  <span className="mark soon">{a.handOver.left}</span> {tag === "en" ? row.messageEn : row.messageZh}
                </>
              ),
          },
        ]}
      />
    </section>
  );
}
