/** What the terminal reads from the court: each list in one call, names by the lists and never one by one. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../contract/client.ts";
import { courtNow } from "../../contract/clock.ts";
import { allPages } from "../../contract/pages.ts";
import { isUnreachable, statusOf } from "../../contract/problem.ts";
import { listTasks } from "../../contract/tasks.ts";
import type { Task } from "../../contract/types.ts";
import { inGroup } from "./board.ts";
import { idOf } from "./router.ts";

/** An event makes the list be read again; this is for what no event reports: that time has passed. */
const AGAIN = 60_000;
const SELDOM = 5 * AGAIN;
/** As many rows as the court gives at once. */
const MOST = 1000;
const NEVER = Number.POSITIVE_INFINITY;
/** What is read when it is needed and stays as it is for this session. */
const ONCE = { retry: false, staleTime: NEVER, networkMode: "always" } as const;

export function useTasks() {
  return useQuery({
    queryKey: ["tasks"],
    queryFn: async () => ({ ...(await listTasks()), at: courtNow() }),
    networkMode: "always",
    retry: false,
    refetchInterval: AGAIN,
  });
}

/** Whether the court can't be reached now, and of when the last state is. */
export function useLine(): { isAway: boolean; at: number | undefined } {
  const tasks = useTasks();
  const isAway = tasks.isError && (isUnreachable(tasks.error) || statusOf(tasks.error) >= 500);
  return { isAway, at: tasks.data?.at };
}

/** The grid workers in the director's courts. */
export function useWorkers() {
  return useQuery({
    queryKey: ["workers"],
    retry: false,
    networkMode: "always",
    staleTime: AGAIN,
    queryFn: async () => {
      const query = { filter: "role=GRID_WORKER", pageSize: MOST };
      const pages = await allPages((next) =>
        data(court.GET("/v1/people", { params: { query: { ...query, ...next } } })),
      );
      return pages.flatMap(({ people }) => people ?? []);
    },
  });
}

/** Packets that devices hold or held for the director's tasks, where any task is in the field: asked seldom, no event reports them. */
export function usePackets(tasks: Task[]) {
  return useQuery({
    queryKey: ["packets"],
    enabled: inGroup(tasks, "field").length > 0,
    retry: false,
    networkMode: "always",
    staleTime: AGAIN,
    refetchInterval: SELDOM,
    queryFn: async () => {
      const pages = await allPages((next) =>
        data(court.GET("/v1/packets", { params: { query: { pageSize: MOST, ...next } } })),
      );
      return pages.flatMap(({ packets }) => packets ?? []);
    },
  });
}

/** The courts of the network, where a task may be handed to another one. */
export function useCourts() {
  return useQuery({
    queryKey: ["courts"],
    ...ONCE,
    queryFn: async () => {
      const pages = await allPages((next) =>
        data(court.GET("/v1/courts", { params: { query: { pageSize: MOST, ...next } } })),
      );
      return pages.flatMap(({ courts }) => courts ?? []);
    },
  });
}

export function useCourt(name: string) {
  return useQuery({
    queryKey: ["court", idOf(name)],
    enabled: name !== "",
    ...ONCE,
    queryFn: () => data(court.GET("/v1/courts/{courtId}", { params: { path: { courtId: idOf(name) } } })),
  });
}

/** Which court answers for an address, and which others could. */
export function useResolved(address: string) {
  return useQuery({
    queryKey: ["resolved", address],
    enabled: address !== "",
    ...ONCE,
    queryFn: () => data(court.POST("/v1/courts:resolve", { body: { address } })),
  });
}

export const readTask = (id: string) => data(court.GET("/v1/tasks/{taskId}", { params: { path: { taskId: id } } }));

export function useTask(id: string) {
  return useQuery({
    queryKey: ["task", id],
    retry: false,
    networkMode: "always",
    queryFn: () => readTask(id),
  });
}
