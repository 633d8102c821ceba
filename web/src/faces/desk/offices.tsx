/** The offices that work at the desk, and the modules of each. A module is one line in the navigation and the screens below its path. */
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { Role } from "../../contract/types.ts";
import type { DeskWords } from "../../words/desk/index.ts";

/** A screen; `rest` is what follows its module in the path. */
export interface ScreenProps {
  rest: string[];
}

export interface Module {
  /** The first part of its paths; empty for what an office sees first. */
  path: string;
  /** The letter that opens it after `g`. */
  letter: string;
  title: (d: DeskWords) => string;
  screen: LazyExoticComponent<ComponentType<ScreenProps>>;
}

const officer: Module[] = [
  {
    path: "cases",
    letter: "c",
    title: (d) => d.modules.cases,
    screen: lazy(() => import("./officer/Cases.tsx")),
  },
];

const MODULES: Partial<Record<Role, Module[]>> = { ROLE_OFFICER: officer };

export const modulesOf = (role: Role): Module[] => MODULES[role] ?? [];
export const isDeskRole = (role: Role): boolean => role in MODULES;

/** The module of a path, and what follows it; the first module where the path names none. */
export function moduleAt(modules: Module[], path: string): { module: Module | undefined; rest: string[] } {
  const [, first = "", ...rest] = path.split("/");
  const module = modules.find((each) => each.path === first);
  return module ? { module, rest } : { module: undefined, rest: [] };
}
