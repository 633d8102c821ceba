/** What the tiles share: the figures of the days that are shown, and the way to the rows of one. */
import type { UseQueryResult } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { Indicator } from "../../figures/figures.ts";
import type { Days } from "../../figures/window.ts";
import type { Series } from "./reading.ts";

export interface Board {
  days: Days;
  figures: ReadonlyMap<string, Indicator>;
  /** The reading that brought the figures. */
  read: UseQueryResult<Indicator[]>;
  months: UseQueryResult<Series>;
  open: (id: string) => void;
}

export const BoardContext = createContext<Board | undefined>(undefined);

export function useBoard(): Board {
  const found = useContext(BoardContext);
  if (!found) throw new Error("no board");
  return found;
}
