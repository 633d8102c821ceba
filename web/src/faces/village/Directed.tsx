/** The director's screens, wherever they stand: on the terminal, or on the director's own phone. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Person, Task, Term } from "../../contract/types.ts";
import { follow } from "../../shell/live.ts";
import { useWords } from "../../words/index.tsx";
import { Assign } from "./Assign.tsx";
import { Board } from "./Board.tsx";
import { arrivals, GROUPS, type Group } from "./board.ts";
import { Detail } from "./Detail.tsx";
import { AsDirector } from "./director.tsx";
import { Equipment } from "./Equipment.tsx";
import { HandOver } from "./HandOver.tsx";
import { useTasks, useWorkers } from "./queries.ts";
import { go, here, usePath } from "./router.ts";
import { playArrival } from "./sound.ts";
import { Transfer } from "./Transfer.tsx";
import { Workers } from "./Workers.tsx";

interface Props {
  me: Person;
  terms: Term[];
  /** What stands around the screen; `said` is what was done last, in words. */
  frame: (screen: ReactNode, said: string | undefined) => ReactNode;
  /** The screens of a visit that is recorded here. */
  sign?: ReactNode;
  /** Continues with a task that the director has taken on themselves; without it the board is shown. */
  onOwn?: (task: string) => void;
}

export function Directed({ me, terms, frame, sign, onOwn }: Props) {
  const w = useWords();
  const path = usePath();
  const [note, setNote] = useState<{ text: string; path: string }>();
  const courts = useMemo(() => new Set(terms.flatMap(({ court }) => court || [])), [terms]);
  const report = useCallback((text: string, at: string) => setNote({ text, path: at }), []);
  const director = useMemo(() => ({ me, courts, report, ...(onOwn ? { onOwn } : {}) }), [me, courts, report, onOwn]);
  const said = note?.path === path ? note.text : undefined;
  useEffect(() => setNote((last) => (last?.path === path ? last : undefined)), [path]);
  useLive(me.name ?? "");
  // With the board, so that a task stands there with those who can have it when the line goes down.
  useWorkers();
  useArrivals(useCallback((count) => report(w.village.arrived(count), here()), [report, w]));
  return <AsDirector value={director}>{frame(<Route path={path} sign={sign} />, said)}</AsDirector>;
}

function Route({ path, sign }: { path: string; sign: ReactNode }) {
  const [, section = "", id = ""] = path.split("/");
  const isGroup = (GROUPS as readonly string[]).includes(section);
  const isKnown =
    isGroup ||
    (section === "sign" && sign !== undefined) ||
    ["", "pass", "task", "transfer", "workers", "equipment"].includes(section);
  useEffect(() => {
    if (!isKnown) go("/", true);
  }, [isKnown]);
  switch (section) {
    case "pass":
      return <Assign key={id} id={id} />;
    case "transfer":
      return <Transfer key={id} id={id} />;
    case "task":
      return <Detail key={id} id={id} />;
    case "sign":
      return sign;
    case "workers":
      return id ? <HandOver key={id} id={id} /> : <Workers />;
    case "equipment":
      return <Equipment />;
    default:
      return <Board group={isGroup ? (section as Group) : "assign"} />;
  }
}

const SOON = 500;

/** Reads the lists again soon after something has happened. */
function useLive(person: string): void {
  const queries = useQueryClient();
  const tasks = useTasks();
  const cursor = useRef<string>(undefined);
  cursor.current ??= tasks.data?.cursor;
  const canFollow = tasks.data !== undefined;
  useEffect(() => {
    if (!canFollow) return;
    const watched = {
      name: `village.${person}`,
      cursor: async () => cursor.current,
      setCursor: async (next: string | undefined) => {
        cursor.current = next;
      },
    };
    // Many events at once, as of a batch, are one reading.
    let due: ReturnType<typeof setTimeout> | undefined;
    const stop = follow(watched, () => {
      due ??= setTimeout(() => {
        due = undefined;
        void queries.invalidateQueries({ queryKey: ["tasks"] });
        void queries.invalidateQueries({ queryKey: ["task"] });
      }, SOON);
    });
    return () => {
      clearTimeout(due);
      stop();
    };
  }, [canFollow, person, queries]);
}

/** Plays the sound when there is something new to assign. */
function useArrivals(onArrival: (count: number) => void): void {
  const tasks = useTasks().data?.tasks;
  const before = useRef<Task[]>(undefined);
  useEffect(() => {
    if (!tasks) return;
    const count = before.current ? arrivals(before.current, tasks) : 0;
    before.current = tasks;
    if (count === 0) return;
    playArrival();
    onArrival(count);
  }, [tasks, onArrival]);
}
