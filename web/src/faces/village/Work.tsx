/** The director's work: what was read lives as long as they are here, in memory and nowhere else. */
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { court, data } from "../../contract/client.ts";
import type { Person, Task, Term } from "../../contract/types.ts";
import { timeOf } from "../../shell/dates.ts";
import { Header, useOffice } from "../../shell/Header.tsx";
import { follow } from "../../shell/live.ts";
import { SessionSheet } from "../../shell/SessionSheet.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { Assign } from "./Assign.tsx";
import { Board } from "./Board.tsx";
import { arrivals, GROUPS, type Group } from "./board.ts";
import { Detail } from "./Detail.tsx";
import { AsDirector, useDirector } from "./director.tsx";
import { Equipment } from "./Equipment.tsx";
import { courtOf, enrolledTerminal, keepPlace, onTerminal, ownTerminal } from "./place.ts";
import { BEAT, SILENT, useSilence } from "./presence.ts";
import { useCourt, useLine, useTasks, useWorkers } from "./queries.ts";
import { ReadAloud } from "./ReadAloud.tsx";
import { go, idOf, usePath } from "./router.ts";
import { playArrival } from "./sound.ts";
import { Transfer } from "./Transfer.tsx";
import { Workers } from "./Workers.tsx";

interface Props {
  me: Person;
  terms: Term[];
  onLeave: (idle: boolean) => void;
}

export function Work(props: Props) {
  const outer = useQueryClient();
  const [queries] = useState(() => new QueryClient());
  const again = useCallback(() => {
    void outer.invalidateQueries({ queryKey: ["me"] });
    void queries.invalidateQueries();
  }, [outer, queries]);
  useEffect(() => () => queries.clear(), [queries]);
  return (
    <QueryClientProvider client={queries}>
      <Desk {...props} onSignedIn={again} />
    </QueryClientProvider>
  );
}

function Desk({ me, terms, onLeave, onSignedIn }: Props & { onSignedIn: () => void }) {
  const { w } = useSpeaking();
  const path = usePath();
  const office = useOffice(terms);
  const [note, setNote] = useState<{ text: string; path: string }>();
  const courts = useMemo(() => new Set(terms.flatMap(({ court }) => court || [])), [terms]);
  const report = useCallback((text: string, at: string) => setNote({ text, path: at }), []);
  const director = useMemo(() => ({ me, courts, report }), [me, courts, report]);
  const said = note?.path === path ? note.text : undefined;
  useEffect(() => setNote((last) => (last?.path === path ? last : undefined)), [path]);
  useLive(me.name ?? "");
  // With the board, so that a task stands there with those who can have it when the line goes down.
  useWorkers();
  useArrivals(useCallback((count) => report(w.village.arrived(count), location.pathname.slice(PREFIX)), [report, w]));
  return (
    <AsDirector value={director}>
      <Header person={me} office={office}>
        <ReadAloud />
        <button type="button" className="quiet" onClick={() => onLeave(false)}>
          {w.village.leave}
        </button>
      </Header>
      <SessionSheet name={me.displayName} onSignedIn={onSignedIn} />
      <Bars said={said} />
      <Place courts={courts} />
      <Route path={path} />
    </AsDirector>
  );
}

const PREFIX = "/village".length;

function Bars({ said }: { said: string | undefined }) {
  const { w, tag } = useSpeaking();
  const { isAway, at } = useLine();
  const isSilentItself = useSilence();
  const isSilent = useHeartbeat() || isSilentItself;
  return (
    <div role="status">
      {isAway && <p className="bar">{at ? w.offlineSince(timeOf(at, tag)) : w.offlineNone}</p>}
      {isSilent && !isAway && <p className="bar">{w.village.heartbeatLost}</p>}
      {said && <p className="bar said">{said}</p>}
    </div>
  );
}

function Route({ path }: { path: string }) {
  const [, section = "", id = ""] = path.split("/");
  const isGroup = (GROUPS as readonly string[]).includes(section);
  const isKnown = isGroup || ["", "pass", "task", "transfer", "workers", "equipment"].includes(section);
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
    case "workers":
      return <Workers />;
    case "equipment":
      return <Equipment />;
    default:
      return <Board group={isGroup ? (section as Group) : "assign"} />;
  }
}

/** Keeps the name of the terminal's court for the public screen: where it is on record, that court alone. */
function Place({ courts }: { courts: ReadonlySet<string> }) {
  const terminal = useSyncExternalStore(onTerminal, ownTerminal);
  const own = terminal && courtOf(terminal);
  const place = useCourt(own ? (courts.has(own) ? own : "") : ([...courts][0] ?? ""));
  useEffect(() => {
    if (place.data) keepPlace(place.data);
  }, [place.data]);
  return null;
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

/**
 * Says every minute that the terminal is there, where this machine is on record as one and has no credential of its own. Whether the court
 * has not heard it for too long.
 */
function useHeartbeat(): boolean {
  const queries = useQueryClient();
  const { courts } = useDirector();
  const terminal = useSyncExternalStore(onTerminal, ownTerminal);
  const beat = useQuery({
    queryKey: ["heartbeat", terminal],
    enabled: terminal !== undefined && !enrolledTerminal() && courts.has(courtOf(terminal)),
    networkMode: "always",
    retry: false,
    staleTime: BEAT,
    refetchInterval: BEAT,
    queryFn: async () => {
      const path = { terminalId: idOf(terminal) };
      const heard = await data(court.POST("/v1/terminals/{terminalId}:heartbeat", { params: { path }, body: {} }));
      void queries.invalidateQueries({ queryKey: ["terminals"] });
      return heard;
    },
  });
  return beat.isError && beat.errorUpdatedAt - beat.dataUpdatedAt > SILENT;
}
