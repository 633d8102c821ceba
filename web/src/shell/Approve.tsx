/** On the director's phone: which terminal wants to sign them in, and their yes. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { court, data } from "../contract/client.ts";
import { useWords } from "../words/index.tsx";
import { useMe } from "./App.tsx";
import { useAct } from "./act.ts";
import { Frame } from "./Frame.tsx";
import { Loading } from "./Loading.tsx";
import { ProblemNote } from "./ProblemNote.tsx";
import { Facts } from "./parts.tsx";
import { lacksSecondFactor, SecondFactor } from "./SecondFactor.tsx";
import { SignIn } from "./SignIn.tsx";

export function Approve() {
  const w = useWords();
  const queries = useQueryClient();
  // The code stays on this page, and in no history.
  const [code] = useState(() => location.hash.slice(1));
  useEffect(() => history.replaceState(null, "", location.pathname), []);
  const me = useMe();
  if (me.isPending) return <Frame title={w.scan.approveTitle}>{<Loading />}</Frame>;
  if (me.isError) {
    return (
      <Frame title={w.scan.approveTitle}>
        {lacksSecondFactor(me.error) ? (
          <SecondFactor next="/" />
        ) : (
          <ProblemNote fault={me.error} onRetry={() => me.refetch()} />
        )}
      </Frame>
    );
  }
  if (!me.data) {
    return (
      <Frame title={w.scan.approveTitle}>
        <p>{w.scan.signInFirst}</p>
        <SignIn next="/" onDone={() => queries.invalidateQueries({ queryKey: ["me"] })} />
      </Frame>
    );
  }
  return <Frame title={w.scan.approveTitle}>{code ? <Question code={code} /> : <p>{w.scan.noCode}</p>}</Frame>;
}

function Question({ code }: { code: string }) {
  const w = useWords();
  const act = useAct();
  const [answer, setAnswer] = useState<"approved" | "refused">();
  const found = useQuery({
    queryKey: ["scan", code],
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: "always",
    queryFn: () => data(court.POST("/v1/terminals:describeSignIn", { body: { code } })),
  });
  if (found.isError) return <ProblemNote fault={found.error} />;
  if (!found.data) return <Loading />;
  const { name, number, courtDisplayName, host, places } = found.data;
  const terminalId = (name ?? "").replace("terminals/", "");
  const approve = () =>
    act.run("approve", async (requestId) => {
      const params = { path: { terminalId } };
      await data(court.POST("/v1/terminals/{terminalId}:approveSignIn", { params, body: { requestId, code } }));
      setAnswer("approved");
    });
  const terminal = w.village.terminalNumber(String(number ?? 1));
  if (answer) {
    return (
      <>
        <p role="status" className="card good">
          {answer === "approved" ? w.scan.approved(terminal) : w.scan.refused}
        </p>
        <a className="button" href="/">
          {w.back}
        </a>
      </>
    );
  }
  return (
    <>
      <p>{w.scan.ask}</p>
      <Facts
        rows={[
          [w.scan.terminal, terminal],
          [w.scan.court, courtDisplayName],
          [w.scan.place, [...new Set([...(places ?? []), host])].filter(Boolean).join(w.joiner)],
        ]}
      />
      <p className="card soon">{w.scan.onlyYours}</p>
      {act.refused && <ProblemNote fault={act.refused.fault} />}
      <div className="stack">
        <button type="button" className="primary" disabled={act.busy !== undefined} onClick={() => void approve()}>
          {act.busy ? w.scan.approving : w.scan.approve}
        </button>
        <button type="button" disabled={act.busy !== undefined} onClick={() => setAnswer("refused")}>
          {w.scan.refuse}
        </button>
      </div>
    </>
  );
}
