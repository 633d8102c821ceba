/** A town: its villages with the measure that is chosen and what is late, and the tasks of the one that is pressed. */
import { useId, useState } from "react";
import { countText, inOne } from "../../figures/figures.ts";
import { momentOf } from "../../shell/dates.ts";
import { Loading } from "../../shell/Loading.tsx";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Dialog } from "../../shell/Sheet.tsx";
import { useWall } from "../../words/wall/index.ts";
import { useBoard } from "./boardContext.ts";
import type { Measure, Town } from "./towns.ts";
import { useQuiet } from "./useQuiet.ts";
import { useVillageStates, useVillages, useVillageTasks, type Village } from "./villages.ts";

interface Props {
  town: Town;
  measure: Measure;
  onClose: () => void;
}

export function Villages({ town, measure, onClose }: Props) {
  const { t, w } = useWall();
  const heading = useId();
  const [village, setVillage] = useState<Village>();
  useQuiet(onClose);
  return (
    <Dialog className="drawer" labelledBy={heading} onClose={onClose}>
      <div className="drawer-head">
        <h2 id={heading}>{village ? t.map.tasksOf(village.name) : t.map.villagesOf(town.name)}</h2>
        <span className="drawer-ways">
          {village && (
            <button type="button" onClick={() => setVillage(undefined)}>
              {t.map.toTown(town.name)}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {w.back}
          </button>
        </span>
      </div>
      {village ? (
        <TasksOf key={village.code} village={village} />
      ) : (
        <VillageTable town={town} measure={measure} onOpen={setVillage} />
      )}
    </Dialog>
  );
}

function VillageTable({ town, measure, onOpen }: Omit<Props, "onClose"> & { onOpen: (village: Village) => void }) {
  const { t, units } = useWall();
  const { days } = useBoard();
  const read = useVillages(town, measure, days);
  if (read.isPending) return <Loading lines={6} />;
  if (read.isError && !read.data) return <ProblemNote fault={read.error} onRetry={() => read.refetch()} />;
  const { villages = [], unit = "" } = read.data ?? {};
  if (villages.length === 0) return <p className="empty">{t.map.noVillages}</p>;
  return (
    <table className="drawer-rows">
      <caption className="visually-hidden">{t.map.villagesOf(town.name)}</caption>
      <thead>
        <tr>
          <th scope="col">{t.map.village}</th>
          {measure !== "tasks" && <th scope="col">{t.map.measures[measure]}</th>}
          <th scope="col">{t.map.measures.tasks}</th>
          <th scope="col">{t.map.late}</th>
        </tr>
      </thead>
      <tbody>
        {villages.map((village) => (
          <tr key={village.code}>
            <th scope="row">
              {/* A list by the town's code holds those of its villages as well. */}
              {village.code === town.code ? (
                village.name
              ) : (
                <button type="button" className="link" onClick={() => onOpen(village)}>
                  {village.name}
                </button>
              )}
            </th>
            {measure !== "tasks" && <td>{inOne(village.amount, unit, units)}</td>}
            <td>{countText(village.open)}</td>
            <td className={village.late > 0 ? "late" : ""}>{countText(village.late)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TasksOf({ village }: { village: Village }) {
  const { t, w, tag } = useWall();
  const [tokens, setTokens] = useState<string[]>([]);
  const states = useVillageStates(village.code);
  const read = useVillageTasks(village.code, tokens[tokens.length - 1]);
  if (read.isPending || states.isPending) return <Loading lines={6} />;
  const fault = read.error ?? states.error;
  if (!read.data || !states.data) return <ProblemNote fault={fault} onRetry={() => read.refetch()} />;
  const { tasks, next } = read.data;
  return (
    <>
      <dl className="drawer-facts">
        {states.data.map(({ value = "", number, overdue }) => (
          <div key={value}>
            <dt>{w.taskStates[value as keyof typeof w.taskStates] ?? value}</dt>
            <dd>{t.map.inState(countText(number), Number(overdue ?? 0))}</dd>
          </div>
        ))}
      </dl>
      {tasks.length === 0 ? (
        <p className="empty">{t.map.noTasks}</p>
      ) : (
        <table className="drawer-rows">
          <caption>{t.map.openTasks}</caption>
          <thead>
            <tr>
              <th scope="col">{t.map.kind}</th>
              <th scope="col">{t.map.state}</th>
              <th scope="col">{t.map.until}</th>
              <th scope="col">{t.map.late}</th>
            </tr>
          </thead>
          <tbody>
            {tasks.map((task) => (
              <tr key={task.name}>
                <td>{w.taskKinds[task.kind]}</td>
                <td>{w.taskStates[task.state]}</td>
                <td>{momentOf(Date.parse(task.finishBy), tag)}</td>
                <td className={task.isLate ? "late" : ""}>{task.isLate ? t.map.isLate : t.map.isInTime}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {(tokens.length > 0 || next) && (
        <p className="drawer-pages">
          <button type="button" disabled={tokens.length === 0} onClick={() => setTokens(tokens.slice(0, -1))}>
            {t.counted.before}
          </button>
          <span>{t.counted.page(tokens.length + 1)}</span>
          <button type="button" disabled={!next} onClick={() => next && setTokens([...tokens, next])}>
            {t.counted.next}
          </button>
        </p>
      )}
    </>
  );
}
