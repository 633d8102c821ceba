/** O8: a debtor: what is known by topic, where to look next, and a fact to add. The whole number is shown for a reason that is recorded. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { labelText } from "../../../../contract/labels.ts";
import { useAct } from "../../../../shell/act.ts";
import { Facts } from "../../../../shell/parts.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { ActForm } from "../../parts/ActForm.tsx";
import { ActLink } from "../../parts/ActLink.tsx";
import { TextField } from "../../parts/Field.tsx";
import { Answer, Page } from "../../parts/Page.tsx";
import { PLAIN } from "../../parts/reading.ts";
import { isoDay } from "../../parts/values.ts";
import { useActsInCases } from "../../present.tsx";
import { idOf, link, pathWith } from "../../router.ts";
import { AddFact } from "./AddFact.tsx";
import type { ActProps } from "./act.ts";
import { FindDebtor } from "./FindDebtor.tsx";
import { byTopic, type Debtor, topicsOf } from "./property.ts";

export default function DebtorPage(props: ActProps) {
  return props.rest[1] ? <Known {...props} debtorId={props.rest[1]} /> : <FindDebtor {...props} />;
}

function Known({ case: found, id, back, debtorId }: ActProps & { debtorId: string }) {
  const { w, d } = useDesk();
  const canAct = useActsInCases();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["debtor", debtorId],
    queryFn: () => data(court.GET("/v1/debtors/{debtorId}", { params: { path: { debtorId } } })),
  });
  const name = read.data?.identity.displayName;
  return (
    <Page title={name ? d.propertyActs.debtorOf(name) : d.propertyActs.debtor} back={back}>
      <Answer read={read} lines={8}>
        {(debtor) => (
          <div className="two">
            <div>
              <Facts rows={[[d.task.identity, debtor.identity.identityNumber]]} />
              {canAct && <Reveal debtorId={debtorId} />}
              <ActLink path={`/cases/${id}/property/asset/${debtorId}`}>{d.propertyActs.asset}</ActLink>
              <h2>{d.propertyActs.known}</h2>
              {debtor.facts?.length ? (
                <KnownFacts debtor={debtor} />
              ) : (
                <p className="empty">{d.propertyActs.nothingKnown}</p>
              )}
              <Directions debtorId={debtorId} caseId={id} number={found.caseNumber} />
            </div>
            {canAct && (
              <aside>
                <h2>{d.propertyActs.addFact}</h2>
                <AddFact key={debtor.etag} debtorId={debtorId} topics={topicsOf(w.topics, false)} />
              </aside>
            )}
          </div>
        )}
      </Answer>
    </Page>
  );
}

function KnownFacts({ debtor }: { debtor: Debtor }) {
  const { w, d } = useDesk();
  const topics = topicsOf(w.topics, false).map(([topic]) => topic);
  return (
    <>
      {byTopic(debtor.facts ?? [], topics).map(([topic, facts]) => (
        <section key={topic}>
          <h3>{w.topics[topic]}</h3>
          <ul className="story">
            {facts.map(({ text, factDate, source, confidence, createTime, author }) => (
              <li key={`${createTime} ${text}`}>
                <time>{isoDay(factDate)}</time> {text}
                <span className="reason">
                  {[
                    d.propertyActs.sources[source],
                    d.propertyActs.confidences[confidence],
                    labelText(debtor, author) ?? "",
                  ]
                    .filter(Boolean)
                    .join(w.joiner)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** Shows the whole number once, for a reason. It stays out of the clipboard, and of the page when that is left. */
function Reveal({ debtorId }: { debtorId: string }) {
  const { d } = useDesk();
  const acting = useAct();
  const [reason, setReason] = useState("");
  const [number, setNumber] = useState<string>();
  if (number) {
    return (
      <p className="bar" onCopy={(event) => event.preventDefault()} onCut={(event) => event.preventDefault()}>
        {d.propertyActs.wholeNumber} <code className="account hidden-copy">{number}</code>
      </p>
    );
  }
  const submit = () =>
    void acting.run(reason, async () => {
      // A header is ASCII alone.
      const header = { "x-access-reason": encodeURIComponent(reason.trim()) };
      const subject = await data(
        court.GET("/v1/debtors/{debtorId}:identity", { params: { path: { debtorId }, header } }),
      );
      setNumber(subject.identityNumber || subject.identity?.number || "");
    });
  return (
    <details>
      <summary>{d.propertyActs.reveal}</summary>
      <ActForm acting={acting} label={d.propertyActs.reveal} lacks={!reason.trim()} isQuiet onSubmit={submit}>
        <TextField
          id="access-reason"
          label={d.cashier.revealReason}
          value={reason}
          maxLength={100}
          onChange={setReason}
        />
      </ActForm>
    </details>
  );
}

/** Where to look next, each with its reason and the way to ask. */
function Directions({ debtorId, caseId, number }: { debtorId: string; caseId: string; number: string }) {
  const { w, d } = useDesk();
  const canAct = useActsInCases();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["debtor", debtorId, "directions"],
    queryFn: () => data(court.GET("/v1/debtors/{debtorId}/directions", { params: { path: { debtorId } } })),
  });
  return (
    <section>
      <h2>{d.propertyActs.next}</h2>
      <Answer read={read}>
        {({ directions }) => (
          <ul className="why">
            {(directions ?? []).map(({ topic, reason, matter }) => (
              <li key={`${topic} ${matter} ${reason}`}>
                <span lang="zh-CN">{reason}</span>
                <cite>{w.topics[topic ?? "TOPIC_UNSPECIFIED"]}</cite>
                {canAct &&
                  (matter ? (
                    <a {...link(pathWith(`/cases/${caseId}/requests/new`, { matter: idOf(matter) }))}>
                      {d.propertyActs.askUnit}
                    </a>
                  ) : (
                    <a {...link(pathWith("/tasks/new", { number }))}>{d.task.file}</a>
                  ))}
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
}
