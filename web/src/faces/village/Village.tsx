/** The terminal of a village: the public screen, the director's signing in, and the director's work. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { dropCalls } from "../../contract/transport.ts";
import { useMe } from "../../shell/App.tsx";
import { Frame } from "../../shell/Frame.tsx";
import { Header } from "../../shell/Header.tsx";
import { useIdle } from "../../shell/idle.ts";
import { onKey, useKeys } from "../../shell/keys.ts";
import { Loading } from "../../shell/Loading.tsx";
import { running } from "../../shell/offices.ts";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { Screen } from "../../shell/parts.tsx";
import { lacksSecondFactor, SecondFactor } from "../../shell/SecondFactor.tsx";
import { SignIn } from "../../shell/SignIn.tsx";
import { silence } from "../../shell/speech.ts";
import { register } from "../../shell/worker.ts";
import { useSpeaking } from "../../words/index.tsx";
import { close, isLeftOpen, isSignOutOwed, noteTouch } from "./closing.ts";
import { Enrol } from "./Enrol.tsx";
import { IdleSheet } from "./IdleSheet.tsx";
import { Public } from "./Public.tsx";
import { Digit } from "./parts.tsx";
import { enrolledTerminal, onTerminal } from "./place.ts";
import { usePresence } from "./presence.ts";
import { ReadAloud } from "./ReadAloud.tsx";
import { go } from "./router.ts";
import { Scan } from "./Scan.tsx";
import { Work } from "./Work.tsx";

const SCOPE = "/village/";

export function Village() {
  const queries = useQueryClient();
  const [byIdle, setByIdle] = useState(false);
  const [screen, setScreen] = useState<"work" | "public" | "sign-in" | "enrol" | "enrolled">(() => {
    // A session that nobody attends to is ended before anything of it is shown.
    if (isLeftOpen()) close();
    return isSignOutOwed() ? "public" : "work";
  });
  /** What is shown now, for an answer that comes later. */
  const at = useRef(screen);
  at.current = screen;
  useKeys();
  usePresence();
  useEffect(() => void register(SCOPE), []);
  /** Back to the public screen: what is shown goes first, then what was read; no answer and no stream is waited for. */
  const leave = useCallback(
    (idle: boolean) => {
      setByIdle(idle);
      setScreen("public");
      close();
      dropCalls();
      silence();
      queries.clear();
      go("/", true);
    },
    [queries],
  );
  const show = useCallback((next: typeof screen) => {
    setByIdle(false);
    setScreen(next);
    scrollTo(0, 0);
  }, []);
  if (screen === "public" || screen === "enrolled") {
    return <Public byIdle={byIdle} isEnrolled={screen === "enrolled"} onSignIn={() => show("sign-in")} />;
  }
  if (screen === "enrol") return <Enrol onDone={() => show("enrolled")} onBack={() => show("public")} />;
  if (screen === "sign-in") {
    const signedIn = () => {
      if (at.current !== "sign-in") return;
      queries.removeQueries({ queryKey: ["me"] });
      go("/", true);
      show("work");
    };
    return <SigningIn onDone={signedIn} onBack={() => show("public")} onEnrol={() => show("enrol")} />;
  }
  return <Present onNobody={() => show("public")} onLeave={leave} />;
}

interface SigningInProps {
  onDone: () => void;
  onBack: () => void;
  onEnrol: () => void;
}

function SigningIn({ onDone, onBack, onEnrol }: SigningInProps) {
  const { w } = useSpeaking();
  const isEnrolled = useSyncExternalStore(onTerminal, enrolledTerminal) !== undefined;
  // Nobody has to type a password where others look on.
  const [byPassword, setByPassword] = useState(false);
  const { left, stay } = useIdle(onBack);
  return (
    <>
      <Header>
        <ReadAloud />
      </Header>
      <Screen title={w.village.signInTitle} bare>
        {isEnrolled && !byPassword && <Scan next={SCOPE} onDone={onDone} onLate={close} />}
        {(!isEnrolled || byPassword) && <SignIn next={SCOPE} onDone={onDone} onLate={close} />}
        {!isEnrolled && (
          <p className="hint">
            {w.scan.notEnrolled}{" "}
            <button type="button" className="link" onClick={onEnrol}>
              {w.scan.enrolOpen}
            </button>
          </p>
        )}
        <p className="go dock">
          <button type="button" onClick={onBack} {...onKey("Escape")}>
            {w.village.backToPublic} <Digit of="Esc" />
          </button>
          {isEnrolled && (
            <button type="button" onClick={() => setByPassword(!byPassword)} {...onKey("2")}>
              <Digit of="2" /> {byPassword ? w.scan.title : w.scan.withPassword}
            </button>
          )}
        </p>
      </Screen>
      {left !== undefined && <IdleSheet left={left} onStay={stay} onLeave={onBack} />}
    </>
  );
}

/** Finds out who is signed in on this terminal. */
function Present({ onNobody, onLeave }: { onNobody: () => void; onLeave: (idle: boolean) => void }) {
  // No session stays open on a terminal that nobody touches, of any office.
  const { left, stay } = useIdle(() => onLeave(true), noteTouch);
  return (
    <>
      <Recognised onNobody={onNobody} onLeave={onLeave} />
      {left !== undefined && <IdleSheet left={left} onStay={stay} onLeave={() => onLeave(false)} />}
    </>
  );
}

function Recognised({ onNobody, onLeave }: { onNobody: () => void; onLeave: (idle: boolean) => void }) {
  const { w } = useSpeaking();
  const me = useMe();
  const isNobody = me.data === null;
  useEffect(() => {
    if (isNobody) onNobody();
  }, [isNobody, onNobody]);
  if (!me.data && me.isError && lacksSecondFactor(me.error)) {
    return (
      <Frame title={w.secondFactorNext}>
        <SecondFactor next={SCOPE} />
      </Frame>
    );
  }
  // Without an answer nobody can be recognised.
  if (!me.data && me.isError) {
    return (
      <Frame title={w.product}>
        <ProblemNote fault={me.error} onRetry={() => me.refetch()} />
        <button type="button" onClick={() => onLeave(false)} {...onKey("Escape")}>
          {w.village.backToPublic}
        </button>
      </Frame>
    );
  }
  if (!me.data) return <Frame title={w.product}>{<Loading onCancel={() => onLeave(false)} />}</Frame>;
  const terms = running(me.data).filter(({ role }) => role === "ROLE_DIRECTOR");
  if (terms.length > 0) return <Work key={me.data.name} me={me.data} terms={terms} onLeave={onLeave} />;
  return (
    <Frame title={w.village.notYours}>
      <a className="button primary" href="/">
        {w.back}
      </a>
      <button type="button" onClick={() => onLeave(false)}>
        {w.signOut}
      </button>
    </Frame>
  );
}
