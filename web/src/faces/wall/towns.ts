/** The towns of the sketch, and what each comes to by the measure that is chosen. */
import { useQuery } from "@tanstack/react-query";
import { court, data } from "../../contract/client.ts";
import { allPages } from "../../contract/pages.ts";
import { idOf } from "../../shell/router.ts";
import { numberOf } from "./figures.ts";
import { MOST } from "./reading.ts";
import type { Days } from "./window.ts";

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

async function countsOf(code: string): Promise<{ open: number; late: number }> {
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

/** An indicator in each town by its code; a town in which it is undefined is left out. */
export interface TownFigures {
  unit: string;
  values: ReadonlyMap<string, number>;
}

export function useTownFigures(measure: Measure, codes: readonly string[], { from, to }: Days) {
  return useQuery({
    queryKey: ["of towns", measure, codes, from, to],
    enabled: measure !== "tasks" && codes.length > 0,
    queryFn: async (): Promise<TownFigures> => {
      const read = await Promise.all(
        codes.map((region) =>
          data(
            court.GET("/v1/indicators/{indicatorId}", {
              params: { path: { indicatorId: measure }, query: { from, to, region } },
            }),
          ),
        ),
      );
      const values = codes.flatMap((code, at) => {
        const value = numberOf(read[at]?.value);
        return value === undefined ? [] : [[code, value] as const];
      });
      return { unit: read[0]?.unit ?? "", values: new Map(values) };
    },
  });
}
