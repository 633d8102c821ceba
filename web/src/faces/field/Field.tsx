/** The phone of those who visit, grid workers and directors: who is here, whether the packets are open, and which screen. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { clockOffset, onClock } from "../../contract/clock.ts";
import { isUnreachable, statusOf } from "../../contract/problem.ts";
import type { Person, Term } from "../../contract/types.ts";
import { useMe } from "../../shell/App.tsx";
import { Approve } from "../../shell/Approve.tsx";
import { timeOf } from "../../shell/dates.ts";
import { Frame } from "../../shell/Frame.tsx";
import { Header, useOffice } from "../../shell/Header.tsx";
import { Loading } from "../../shell/Loading.tsx";
import { follow } from "../../shell/live.ts";
import { running } from "../../shell/offices.ts";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { lacksSecondFactor, SecondFactor } from "../../shell/SecondFactor.tsx";
import { SessionSheet } from "../../shell/SessionSheet.tsx";
import { SignIn } from "../../shell/SignIn.tsx";
import { useSpeaking } from "../../words/index.tsx";
import { OnPhone } from "../village/OnPhone.tsx";
import { useBarHeight } from "./bar.ts";
import { AtDesk, useDesk, useLocal } from "./context.tsx";
import { Desk, type Known, known } from "./desk.ts";
import { Leads } from "./Leads.tsx";
import { Me } from "./Me.tsx";
import { Needs, useNeeds } from "./Needs.tsx";
import { OutboxScreen, useStandings } from "./Outbox.tsx";
import { AskPin, SetPin } from "./Pin.tsx";
import { LocalFault } from "./parts.tsx";
import { go, idOf, link, usePath } from "./router.ts";
import { TaskScreen } from "./TaskScreen.tsx";
import { Today, useTasks } from "./Today.tsx";
import { Visit } from "./Visit.tsx";
import { register, useUpdate } from "./worker.ts";

const subscribe = (listener: () => void) => {
  for (const name of ["online", "offline"]) addEventListener(name, listener);
  return () => {
    for (const name of ["online", "offline"]) removeEventListener(name, listener);
  };
};

/** The terms on which somebody works here: as grid worker before as director. */
const termsOf = (me: Person): Term[] => {
  const inField = running(me).filter(({ role }) => role === "ROLE_GRID_WORKER" || role === "ROLE_DIRECTOR");
  return inField.sort((one, other) => Number(one.role === "ROLE_DIRECTOR") - Number(other.role === "ROLE_DIRECTOR"));
};

/** Clocks that are this far apart are worth a word. */
const WORTH_SAYING = 5 * 60_000;

export function Field() {
  // What a director has scanned is answered whatever else this phone is used for.
  return usePath() === "/scan" ? <Approve /> : <Phone />;
}

function Phone() {
  const { w, become } = useSpeaking();
  useBarHeight();
  const me = useMe();
  const queries = useQueryClient();
  const last = known();
  useEffect(() => void register(), []);
  useEffect(() => become(me.data?.name ?? last?.person), [me.data, last?.person, become]);
  if (me.isPending && !(last && !navigator.onLine)) {
    return <Frame title={w.product}>{<Loading onCancel={() => queries.cancelQueries({ queryKey: ["me"] })} />}</Frame>;
  }
  if (me.data) {
    const [term] = termsOf(me.data);
    const who = { person: me.data.name ?? "", displayName: me.data.displayName };
    // Somebody whose term is over hands in what they did: where there is something of theirs, the page opens.
    if (term || last?.person === me.data.name) return <Opened key={who.person} who={who} me={me.data} />;
    return (
      <Frame title={w.field.notYours}>
        <a className="button primary" href="/">
          {w.back}
        </a>
      </Frame>
    );
  }
  if (me.isError && lacksSecondFactor(me.error)) {
    return (
      <Frame title={w.secondFactorNext}>
        <SecondFactor next="/field/" />
      </Frame>
    );
  }
  const away = me.isError && (isUnreachable(me.error) || statusOf(me.error) >= 500);
  if (last && (away || me.isPending)) return <Opened key={last.person} who={last} />;
  if (me.isError)
    return <Frame title={w.product}>{<ProblemNote fault={me.error} onRetry={() => me.refetch()} />}</Frame>;
  return (
    <Frame title={w.signInTitle}>
      <Surroundings />
      <SignIn next="/field/" onDone={() => queries.invalidateQueries({ queryKey: ["me"] })} />
    </Frame>
  );
}

/** Where the page runs inside another app's window, or without a secure connection, it says what that means. */
function Surroundings() {
  const { w } = useSpeaking();
  const inside = /MicroMessenger|DingTalk|TaurusApp/i.test(navigator.userAgent);
  return (
    <>
      {inside && <p className="card soon">{w.field.inOtherApp}</p>}
      {!isSecureContext && <p className="card soon">{w.field.notSecure}</p>}
    </>
  );
}

function Opened({ who, me }: { who: Known; me?: Person }) {
  const { w } = useSpeaking();
  const [desk, setDesk] = useState<Desk>();
  const [lost, setLost] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const { person, displayName } = who;
  useEffect(() => {
    let opened: Desk | undefined;
    let ended = false;
    Desk.open({ person, displayName }).then(
      ({ desk, lost }) => {
        opened = desk;
        if (ended) desk.close();
        else {
          setDesk(desk);
          setLost(lost);
        }
      },
      (found: unknown) => setFault(found ?? "storage"),
    );
    return () => {
      ended = true;
      opened?.close();
      setDesk(undefined);
    };
  }, [person, displayName]);
  if (fault !== undefined) {
    return (
      <Frame title={w.product}>
        <LocalFault fault={fault} />
      </Frame>
    );
  }
  if (!desk) return <Frame title={w.product}>{<Loading />}</Frame>;
  return (
    <AtDesk desk={desk}>
      <Working lost={lost} {...(me ? { me } : {})} />
    </AtDesk>
  );
}

function Working({ me, lost }: { me?: Person; lost: boolean }) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const queries = useQueryClient();
  const [purged, setPurged] = useState(false);
  const pin = useLocal(["pin"], desk.pin);
  const unlocked = useSyncExternalStore(
    useCallback((listener) => desk.store.onChange(listener), [desk]),
    () => desk.store.isUnlocked,
  );
  const terms = me ? termsOf(me) : [];
  const [term] = terms;
  const hasTerm = term !== undefined;
  const directs = terms.filter(({ role }) => role === "ROLE_DIRECTOR");
  const path = usePath();
  const onBoard = path.startsWith("/board") && directs.length > 0;
  const office = useOffice(onBoard ? directs : term ? [term] : []);
  useEffect(() => {
    if (me) {
      desk.confirmSession(me);
      if (hasTerm) desk.ensureCredential().then(desk.send, desk.send);
    }
    desk.send();
  }, [desk, me, hasTerm]);
  const again = useCallback(() => {
    void queries.invalidateQueries({ queryKey: ["tasks"] });
    void queries.invalidateQueries({ queryKey: ["leads"] });
  }, [queries]);
  useEffect(() => {
    desk.onTaken = again;
  }, [desk, again]);
  useEffect(() => (me && unlocked ? follow(desk.watched, again) : undefined), [desk, me, unlocked, again]);
  const out = () => {
    location.assign("/");
  };
  const sheet = (
    <SessionSheet
      name={desk.displayName}
      onSignedIn={() => {
        void queries.invalidateQueries({ queryKey: ["me"] });
        desk.send();
      }}
    />
  );
  const person = { name: desk.person, displayName: desk.displayName } as Person;
  if (pin.isPending) return <Frame title={w.product}>{<Loading />}</Frame>;
  const locked = !unlocked;
  return (
    <>
      <Header person={person} {...(office ? { office } : {})} />
      {sheet}
      {lost && (
        <p role="alert" className="problem">
          {w.field.storageLost}
        </p>
      )}
      <Bars />
      {purged && locked && (
        <p role="alert" className="problem">
          {w.field.pinPurged}
        </p>
      )}
      {locked && (pin.data ? <AskPin onPurged={() => setPurged(true)} /> : <SetPin />)}
      {!locked && (
        <Route onSignedOut={out} {...(me && directs.length > 0 ? { director: { me, terms: directs } } : {})} />
      )}
    </>
  );
}

function Bars() {
  const { w, tag } = useSpeaking();
  const desk = useDesk();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  const offset = useSyncExternalStore(onClock, clockOffset);
  const listed = useQuery<{ at: number; online: boolean }>({ queryKey: ["tasks"], enabled: false });
  const { waiting, idle, update } = useUpdate(desk);
  // Where the court refuses to list the tasks, it can be reached.
  const away = !online || (!listed.isError && listed.data?.online === false);
  const minutes = Math.round(Math.abs(offset) / 60_000);
  return (
    <div aria-live="polite">
      {away && <p className="bar">{listed.data?.at ? w.offlineSince(timeOf(listed.data.at, tag)) : w.offlineNone}</p>}
      {Math.abs(offset) > WORTH_SAYING && (
        <p className="bar">{offset < 0 ? w.field.clockAhead(minutes) : w.field.clockBehind(minutes)}</p>
      )}
      {waiting && (
        <p className="bar">
          {idle ? (
            <button type="button" className="quiet" style={{ color: "inherit" }} onClick={update}>
              {w.field.updateNow}
            </button>
          ) : (
            w.field.update
          )}
        </p>
      )}
    </div>
  );
}

/** Who directs a court, and on which terms. */
interface Directing {
  me: Person;
  terms: Term[];
}

function Route({ onSignedOut, director }: { onSignedOut: () => void; director?: Directing }) {
  const path = usePath();
  const queries = useQueryClient();
  const onOwn = useCallback(
    (task: string) => {
      void queries.invalidateQueries({ queryKey: ["tasks"] });
      go(`/task/${idOf(task)}`);
    },
    [queries],
  );
  const { w } = useSpeaking();
  const [, section, id] = path.split("/");
  // The list is read whatever the screen: it is what keeps the packets as they should be.
  useTasks();
  if (section === "visit" && id) return <Visit key={id} id={id} />;
  return (
    <>
      {section === "board" && director ? (
        <OnPhone {...director} onOwn={onOwn} />
      ) : (
        <Section
          section={section ?? ""}
          id={id ?? ""}
          onSignedOut={onSignedOut}
          empty={director ? w.field.emptyDirector : w.field.empty}
        />
      )}
      {section !== "task" && <Tabs section={section ?? ""} directs={director !== undefined} />}
    </>
  );
}

interface SectionProps {
  section: string;
  id: string;
  onSignedOut: () => void;
  /** What is said where there are no tasks. */
  empty: string;
}

function Section({ section, id, onSignedOut, empty }: SectionProps) {
  useEffect(() => {
    if (!["", "task", "outbox", "needs", "leads", "me"].includes(section)) go("/", true);
  }, [section]);
  switch (section) {
    case "task":
      return <TaskScreen key={id} id={id} />;
    case "outbox":
      return <OutboxScreen />;
    case "needs":
      return <Needs />;
    case "leads":
      return <Leads />;
    case "me":
      return <Me onSignedOut={onSignedOut} />;
    default:
      return <Today empty={empty} />;
  }
}

function Tabs({ section, directs }: { section: string; directs: boolean }) {
  const { w } = useSpeaking();
  const waiting = useStandings().filter(({ complete }) => !complete).length;
  const needs = useNeeds();
  const bar = useRef<HTMLElement>(null);
  // The bar of actions stands on the tabs, whatever the size of their text.
  useLayoutEffect(() => {
    const { current } = bar;
    const { style } = document.documentElement;
    if (!current) return;
    const sized = new ResizeObserver(() => style.setProperty("--tabs", `${current.offsetHeight}px`));
    sized.observe(current);
    return () => {
      sized.disconnect();
      style.removeProperty("--tabs");
    };
  }, []);
  const tabs = [
    { section: "", text: w.field.today, badge: needs },
    ...(directs ? [{ section: "board", text: w.field.board, badge: 0 }] : []),
    { section: "outbox", text: w.field.outbox, badge: waiting },
    { section: "leads", text: w.field.leads, badge: 0 },
    { section: "me", text: w.field.me, badge: 0 },
  ];
  return (
    <nav className="tabs" ref={bar} aria-label={w.field.tabs}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.section}>
            <a {...link(`/${tab.section}`)} aria-current={tab.section === section ? "page" : undefined}>
              {tab.text}
              {tab.badge > 0 && <span className="badge">{tab.badge}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
