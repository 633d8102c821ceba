/** The director's work on the terminal: what was read lives as long as they are here, in memory and nowhere else. */
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { court, data } from "../../contract/client.ts";
import type { Person, Term } from "../../contract/types.ts";
import { timeOf } from "../../shell/dates.ts";
import { Header, useOffice } from "../../shell/Header.tsx";
import { SessionSheet } from "../../shell/SessionSheet.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { Directed } from "./Directed.tsx";
import { useDirector } from "./director.tsx";
import { courtOf, enrolledTerminal, keepPlace, onTerminal, ownTerminal } from "./place.ts";
import { BEAT, SILENT, useSilence } from "./presence.ts";
import { useCourt, useLine } from "./queries.ts";
import { ReadAloud } from "./ReadAloud.tsx";
import { idOf, link } from "./router.ts";
import { Sign } from "./Sign.tsx";
import { Signing, useWaiting } from "./signing.tsx";

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
  const office = useOffice(terms);
  const frame = (screen: ReactNode, said: string | undefined) => (
    <>
      <Header person={me} office={office}>
        <ReadAloud />
        <button type="button" className="quiet" onClick={() => onLeave(false)}>
          {w.village.leave}
        </button>
      </Header>
      <SessionSheet name={me.displayName} onSignedIn={onSignedIn} />
      <Bars said={said} />
      <Place />
      {screen}
    </>
  );
  return (
    <Signing me={me}>
      <Directed me={me} terms={terms} frame={frame} sign={<Sign />} />
    </Signing>
  );
}

function Bars({ said }: { said: string | undefined }) {
  const { w, tag } = useSpeaking();
  const { isAway, at } = useLine();
  const isSilentItself = useSilence();
  const isSilent = useHeartbeat() || isSilentItself;
  const waiting = useWaiting();
  return (
    <div role="status">
      {isAway && <p className="bar">{at ? w.offlineSince(timeOf(at, tag)) : w.offlineNone}</p>}
      {isSilent && !isAway && <p className="bar">{w.village.heartbeatLost}</p>}
      {waiting > 0 && (
        <p className="bar">
          <a {...link("/sign/outbox")}>{w.village.signWaiting(waiting)}</a>
        </p>
      )}
      {said && <p className="bar said">{said}</p>}
    </div>
  );
}

/** Keeps the name of the terminal's court for the public screen: where it is on record, that court alone. */
function Place() {
  const { courts } = useDirector();
  const terminal = useSyncExternalStore(onTerminal, ownTerminal);
  const own = terminal && courtOf(terminal);
  const place = useCourt(own ? (courts.has(own) ? own : "") : ([...courts][0] ?? ""));
  useEffect(() => {
    if (place.data) keepPlace(place.data);
  }, [place.data]);
  return null;
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
