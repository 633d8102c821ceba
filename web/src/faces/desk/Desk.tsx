/** The court's desk: finds out who is here and in which office, and gives them their modules. */
import { QueryClient, QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import { useCallback, useEffect, useMemo, useState } from "react";
import { signOut } from "../../contract/session.ts";
import type { Person, Role } from "../../contract/types.ts";
import { useMe } from "../../shell/App.tsx";
import { Frame } from "../../shell/Frame.tsx";
import { type Limits, useIdle } from "../../shell/idle.ts";
import { Loading } from "../../shell/Loading.tsx";
import { chosenRole, faceOf, keepRole, officesOf } from "../../shell/offices.ts";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { lacksSecondFactor, SecondFactor } from "../../shell/SecondFactor.tsx";
import { SessionSheet } from "../../shell/SessionSheet.tsx";
import { useDesk } from "../../words/desk/index.ts";
import { IdleNotice } from "./IdleNotice.tsx";
import { Office } from "./Office.tsx";
import { isDeskRole } from "./offices.tsx";
import { THEME } from "./theme.ts";

/** The court's sessions end after an hour without a call; the page is covered before. */
const LIMITS: Limits = { limit: 30 * 60_000, whileWriting: 50 * 60_000, warning: 60_000 };

/** The number by which this answer's policy knows the styles that the components write. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

/** To the first page, which signs in and leads back here. */
const toFirstPage = () => location.replace(`/?next=${encodeURIComponent(location.pathname + location.search)}`);

export function Desk() {
  return (
    <ConfigProvider csp={{ nonce }} theme={THEME} button={{ autoInsertSpace: false }}>
      <Recognised />
    </ConfigProvider>
  );
}

function Recognised() {
  const { w, become } = useDesk();
  const me = useMe();
  const person = me.data;
  const isNobody = person === null;
  useEffect(() => {
    if (isNobody) toFirstPage();
  }, [isNobody]);
  useEffect(() => become(person?.name ?? undefined), [person?.name, become]);
  if (!person && me.isError && lacksSecondFactor(me.error)) {
    return (
      <Frame title={w.secondFactorNext}>
        <SecondFactor next={location.pathname} />
      </Frame>
    );
  }
  if (!person && me.isError) {
    return <Frame title={w.product}>{<ProblemNote fault={me.error} onRetry={() => me.refetch()} />}</Frame>;
  }
  if (!person) return <Frame title={w.product}>{<Loading onCancel={() => location.reload()} />}</Frame>;
  return <Present key={person.name} me={person} />;
}

/** What was read lives as long as the person is here. */
function Present({ me }: { me: Person }) {
  const outer = useQueryClient();
  const [queries] = useState(() => new QueryClient());
  const [locked, setLocked] = useState(false);
  const { left, stay } = useIdle(
    () => {
      if (locked) return;
      setLocked(true);
      // Without a line the session ends by itself; the page is covered all the same.
      signOut().catch(() => undefined);
    },
    undefined,
    LIMITS,
  );
  useEffect(() => () => queries.clear(), [queries]);
  const again = useCallback(() => {
    setLocked(false);
    stay();
    void outer.invalidateQueries({ queryKey: ["me"] });
    void queries.invalidateQueries();
  }, [outer, queries, stay]);
  return (
    <QueryClientProvider client={queries}>
      <Chosen me={me} />
      {left !== undefined && !locked && <IdleNotice left={left} onStay={stay} />}
      <SessionSheet
        name={me.displayName}
        person={me.name ?? ""}
        locked={locked}
        onSignedIn={again}
        onOther={() => location.replace("/")}
      />
    </QueryClientProvider>
  );
}

function Chosen({ me }: { me: Person }) {
  const offices = useMemo(() => officesOf(me), [me]);
  const [chosen, setChosen] = useState(() => chosenRole(me));
  const atDesk = offices.filter(([term]) => term && isDeskRole(term.role));
  const terms = atDesk.find(([term]) => term?.role === chosen) ?? atDesk[0];
  const isElsewhere = !terms;
  useEffect(() => {
    if (isElsewhere) location.replace("/");
  }, [isElsewhere]);
  if (!terms?.[0]) return null;
  const choose = (role: Role) => {
    keepRole(me, role);
    const face = offices.flatMap(([term]) => (term?.role === role ? [faceOf(term)] : []))[0];
    if (isDeskRole(role)) setChosen(role);
    else location.assign(face ?? "/");
  };
  return <Office key={terms[0].role} me={me} terms={terms} offices={offices} onChoose={choose} />;
}
