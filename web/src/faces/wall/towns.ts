/** The towns of the sketch, and what each comes to by the measure that is chosen. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../contract/client.ts";
import { allPages } from "../../contract/pages.ts";
import { numberOf } from "../../figures/figures.ts";
import type { Days } from "../../figures/window.ts";
import { idOf } from "../../shell/router.ts";
import { MOST, SELDOM } from "./reading.ts";
import { bordersOf } from "./shapes.ts";

export interface Town {
  code: string;
  name: string;
  seat: { latitude: number; longitude: number } | undefined;
  /** Tasks that are not done yet, and those of them that are late. */
  open: number;
  late: number;
  /** Terminals that are heard, and those that are not. */
  on: number;
  off: number;
}

/** What belongs to a place in a village, and so to a town. */
export const MEASURES = ["tasks", "shared-courts", "cases-through-shared-courts"] as const;
export type Measure = (typeof MEASURES)[number];

export async function countsOf(code: string): Promise<{ open: number; late: number }> {
  const query = { filter: `region=${code}` };
  const { counts } = await data(court.GET("/v1/tasks:count", { params: { query } }));
  const [count] = counts ?? [];
  return { open: numberOf(count?.open) ?? 0, late: numberOf(count?.overdue) ?? 0 };
}

export function useTowns(region: string) {
  return useQuery({
    queryKey: ["towns", region],
    queryFn: async (): Promise<Town[]> => {
      const [regions, terminals] = await Promise.all([
        allPages((next) =>
          data(court.GET("/v1/regions", { params: { query: { filter: "level=TOWN", pageSize: MOST, ...next } } })),
        ),
        allPages((next) => data(court.GET("/v1/terminals", { params: { query: { pageSize: MOST, ...next } } }))),
      ]);
      const places = terminals.flatMap((page) => page.terminals ?? []);
      const towns = regions.flatMap((page) => page.regions ?? []).filter(({ code }) => code?.startsWith(region));
      return Promise.all(
        towns.map(async ({ code = "", displayName, seat }): Promise<Town> => {
          const here = places.filter((terminal) => idOf(terminal.court).startsWith(code));
          const on = here.filter(({ presence }) => presence === "PRESENCE_ONLINE").length;
          return {
            code,
            name: displayName ?? "",
            seat: seat ? { latitude: Number(seat.latitude ?? 0), longitude: Number(seat.longitude ?? 0) } : undefined,
            ...(await countsOf(code)),
            on,
            off: here.length - on,
          };
        }),
      );
    },
  });
}

/** The borders of the towns of a region, as far as the register has them. Without them the map is a sketch, and no less read for it. */
export function useBorders(region: string) {
  return useQuery({
    ...SELDOM,
    queryKey: ["borders", region],
    enabled: region !== "",
    queryFn: async () => {
      const params = { query: { regionCode: region, level: "REGION_LEVEL_TOWN" } } as const;
      return bordersOf(await data(court.GET("/v1/regions:shapes", { params, parseAs: "json" })));
    },
  });
}

/** An indicator in each town by its code; a town in which it is undefined is left out. */
export interface TownFigures {
  unit: string;
  values: ReadonlyMap<string, number>;
}

export function useTownFigures(measure: Measure, { from, to }: Days) {
  return useQuery({
    queryKey: ["of towns", measure, from, to],
    enabled: measure !== "tasks",
    queryFn: async (): Promise<TownFigures> => {
      const query = { from, to, groupBy: "INDICATOR_GROUP_TOWN" } as const;
      const params = { path: { indicatorId: measure }, query };
      const { points, unit } = await data(court.GET("/v1/indicators/{indicatorId}:query", { params }));
      const values = (points ?? []).flatMap(({ regionCode, value }) => {
        const found = numberOf(value);
        return regionCode && found !== undefined ? [[regionCode, found] as const] : [];
      });
      return { unit: unit ?? "", values: new Map(values) };
    },
  });
}
