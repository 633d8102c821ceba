/** The villages of a town, and the tasks of one of them: numbers, kinds and states, and nobody's name. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../contract/client.ts";
import { allPages } from "../../contract/pages.ts";
import type { Schemas } from "../../contract/types.ts";
import { numberOf } from "../../figures/figures.ts";
import type { Days } from "../../figures/window.ts";
import { MOST } from "./reading.ts";
import { countsOf, type Measure } from "./towns.ts";

type Point = Schemas["sharedcourt.enforcement.v1.IndicatorPoint"];

/** Tasks that are not done yet, and those of them that are late. */
interface Tasks {
  open: number;
  late: number;
}

export interface Village {
  code: string;
  name: string;
  open: number;
  late: number;
  /** The measure that is chosen; absent where it is undefined. */
  amount: number | undefined;
}

/** The villages of a town with what each comes to; the town itself stands last where something counts for it alone. */
export function villagesOf(
  villages: readonly { code: string; name: string; tasks: Tasks }[],
  town: { code: string; name: string; tasks: Tasks },
  points: readonly Point[] | undefined,
): Village[] {
  const values = new Map((points ?? []).map(({ regionCode, value }) => [regionCode ?? "", numberOf(value)]));
  const row = ({ code, name, tasks }: (typeof villages)[number]): Village => ({
    code,
    name,
    ...tasks,
    amount: points ? values.get(code) : tasks.open,
  });
  const sum = (of: keyof Tasks) => villages.reduce((all, { tasks }) => all + tasks[of], 0);
  const own = { open: town.tasks.open - sum("open"), late: town.tasks.late - sum("late") };
  const hasOwn = own.open > 0 || values.has(town.code);
  // What is late stands first: the list is read from across a room.
  const rows = villages.map(row).sort((one, other) => other.late - one.late || other.open - one.open);
  return [...rows, ...(hasOwn ? [row({ ...town, tasks: own })] : [])];
}

export interface VillageFigures {
  villages: Village[];
  unit: string;
}

export function useVillages(town: { code: string; name: string }, measure: Measure, { from, to }: Days) {
  return useQuery({
    queryKey: ["villages", town.code, measure, from, to],
    queryFn: async (): Promise<VillageFigures> => {
      const filter = `parent=regions/${town.code}`;
      const [regions, own, indicator] = await Promise.all([
        allPages((next) => data(court.GET("/v1/regions", { params: { query: { filter, pageSize: MOST, ...next } } }))),
        countsOf(town.code),
        measure === "tasks" ? undefined : figuresIn(town.code, measure, from, to),
      ]);
      // Sums are kept of each region: one small answer for each village.
      const villages = await Promise.all(
        regions
          .flatMap((page) => page.regions ?? [])
          .map(async ({ code = "", displayName }) => ({ code, name: displayName ?? "", tasks: await countsOf(code) })),
      );
      return {
        villages: villagesOf(villages, { ...town, tasks: own }, indicator?.points ?? (indicator && [])),
        unit: indicator?.unit ?? "",
      };
    },
  });
}

function figuresIn(region: string, measure: Measure, from: string, to: string) {
  const query = { from, to, region, groupBy: "INDICATOR_GROUP_VILLAGE" } as const;
  return data(court.GET("/v1/indicators/{indicatorId}:query", { params: { path: { indicatorId: measure }, query } }));
}

/** A task as a screen in a room shows it. */
export interface VillageTask {
  name: string;
  kind: NonNullable<Schemas["sharedcourt.dispatch.v1.Task"]["kind"]>;
  state: NonNullable<Schemas["sharedcourt.dispatch.v1.Task"]["state"]>;
  finishBy: string;
  isLate: boolean;
}

/** Tasks on a page. */
const PAGE = 20;

export function useVillageTasks(code: string, pageToken: string | undefined) {
  return useQuery({
    queryKey: ["village tasks", code, pageToken ?? ""],
    queryFn: async () => {
      const filter = `region=${code} AND open=true`;
      const query = { filter, pageSize: PAGE, ...(pageToken ? { pageToken } : {}) };
      const page = await data(court.GET("/v1/tasks", { params: { query } }));
      const tasks = (page.tasks ?? []).map(
        (task): VillageTask => ({
          name: task.name ?? "",
          kind: task.kind ?? "TASK_KIND_UNSPECIFIED",
          state: task.state ?? "TASK_STATE_UNSPECIFIED",
          finishBy: task.finishBy ?? "",
          isLate: (task.overdue ?? []).length > 0,
        }),
      );
      return { tasks, next: page.nextPageToken || undefined };
    },
  });
}

/** How many tasks of a village there are in each state. */
export function useVillageStates(code: string) {
  return useQuery({
    queryKey: ["village states", code],
    queryFn: async () => {
      const query = { filter: `region=${code}`, groupBy: "state" };
      return (await data(court.GET("/v1/tasks:count", { params: { query } }))).counts ?? [];
    },
  });
}
