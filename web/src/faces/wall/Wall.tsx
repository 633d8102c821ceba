/** The command centre's wall: finds out who has put it up, and shows it to those whose offices it is for. */
import { QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { Person } from "../../contract/types.ts";
import { useMe } from "../../shell/App.tsx";
import { Frame } from "../../shell/Frame.tsx";
import { Loading } from "../../shell/Loading.tsx";
import { isWallRole, running } from "../../shell/offices.ts";
import { ProblemNote } from "../../shell/ProblemNote.tsx";
import { lacksSecondFactor, SecondFactor } from "../../shell/SecondFactor.tsx";
import { SessionSheet } from "../../shell/SessionSheet.tsx";
import { useWall } from "../../words/wall/index.ts";
import { Board } from "./Board.tsx";
import { wallQueries } from "./reading.ts";

export function Wall() {
  const { w, t, become } = useWall();
  const me = useMe();
  const person = me.data;
  const isNobody = person === null;
  useEffect(() => {
    if (isNobody) location.replace(`/?next=${encodeURIComponent(location.pathname)}`);
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
    return <Frame title={t.title}>{<ProblemNote fault={me.error} onRetry={() => me.refetch()} />}</Frame>;
  }
  if (!person) return <Frame title={t.title}>{<Loading onCancel={() => location.reload()} />}</Frame>;
  if (!running(person).some(({ role }) => isWallRole(role))) {
    return (
      <Frame title={t.title}>
        <p>{t.notYours}</p>
        <p>
          <a href="/">{t.home}</a>
        </p>
      </Frame>
    );
  }
  return <Present key={person.name} me={person} />;
}

/** What was read lives as long as the person is here. A wall is never covered: it shows nobody's name. */
function Present({ me }: { me: Person }) {
  const outer = useQueryClient();
  const [queries] = useState(wallQueries);
  useEffect(() => () => queries.clear(), [queries]);
  const again = useCallback(() => {
    void outer.invalidateQueries({ queryKey: ["me"] });
    void queries.invalidateQueries();
  }, [outer, queries]);
  return (
    <QueryClientProvider client={queries}>
      <Board me={me} />
      <SessionSheet
        name={me.displayName}
        person={me.name ?? ""}
        onSignedIn={again}
        onOther={() => location.replace("/")}
      />
    </QueryClientProvider>
  );
}
