/** O3: a case: who against whom, how far it is, and what there is of it, tab by tab. */
import { Tabs } from "antd";
import type { ComponentType } from "react";
import { courtNow } from "../../../contract/clock.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { useNameOf } from "../parts/reading.ts";
import { dayText, moneyText, noonOf } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, link } from "../router.ts";
import { type Case, CaseMark, partiesOf, type TabProps } from "./aboutCase.tsx";
import { DeadlinesTab } from "./DeadlinesTab.tsx";
import { limitOf, partOf, standingOf } from "./deadlines.ts";
import { EndingTab } from "./EndingTab.tsx";
import { NotesTab } from "./NotesTab.tsx";
import { MoneyTab, RequestsTab, SanctionsTab, ServiceTab, TasksTab } from "./OfCase.tsx";
import { PropertyTab } from "./PropertyTab.tsx";
import { useCase, useDeadlines, useReceiptsOf } from "./reading.ts";
import { TimelineTab } from "./TimelineTab.tsx";
import { TAB_KEYS, type TabKey } from "./tabs.ts";

const TABS: Record<TabKey, ComponentType<TabProps>> = {
  timeline: TimelineTab,
  deadlines: DeadlinesTab,
  service: ServiceTab,
  tasks: TasksTab,
  property: PropertyTab,
  requests: RequestsTab,
  money: MoneyTab,
  sanctions: SanctionsTab,
  ending: EndingTab,
  notes: NotesTab,
};

export function CaseDetail({ id, tab }: { id: string; tab: string }) {
  const { d } = useDesk();
  const read = useCase(id);
  const back = { path: "/cases", title: d.modules.cases };
  if (!read.data) {
    return (
      <Page title={d.case.one} back={back}>
        <Answer read={read}>{() => null}</Answer>
      </Page>
    );
  }
  const found = read.data;
  const open = TAB_KEYS.find((key) => key === tab) ?? "timeline";
  const Content = TABS[open];
  return (
    <Page
      title={found.caseNumber}
      back={back}
      beside={
        <>
          <CaseMark case={found} />
          {found.greenChannel && <span className="mark">{d.case.greenChannel}</span>}
        </>
      }
    >
      <Answer read={read}>{() => <Head case={found} id={id} />}</Answer>
      <Tabs
        activeKey={open}
        destroyOnHidden
        onChange={(key) => go(`/cases/${id}/${key}`, true)}
        items={TAB_KEYS.map((key) => ({
          key,
          label: d.case.tabs[key],
          children: key === open && <Content case={found} id={id} />,
        }))}
      />
    </Page>
  );
}

/** Who says which officer handles a case. */
const ASSIGNS: readonly string[] = ["ROLE_BUREAU_CHIEF", "ROLE_PRESIDENT"];

function Head({ case: found, id }: TabProps) {
  const { w, d, tag } = useDesk();
  const { role } = usePresent();
  const nameOf = useNameOf();
  const receipts = useReceiptsOf(id).data;
  const sum = (of: "amountFen" | "paidFen") =>
    moneyText((receipts?.receipts ?? []).reduce((all, each) => all + BigInt(each[of] ?? 0), 0n).toString());
  // A sum over a part of the rows would be wrong.
  const isWhole = receipts !== undefined && !receipts.nextPageToken;
  const rows: [string, string | undefined][] = [
    [d.case.applicants, partiesOf(found, "SIDE_APPLICANT", w.joiner)],
    [d.case.debtors, partiesOf(found, "SIDE_DEBTOR", w.joiner)],
    [d.case.cause, found.cause],
    [d.case.handler, nameOf(found.handler, found) ?? w.roles.ROLE_OFFICER],
    [d.case.claim, moneyText(found.claimFen)],
    [d.case.received, isWhole ? sum("amountFen") : ""],
    [d.case.paid, isWhole ? sum("paidFen") : ""],
    [d.case.filed, dayText(found.filingDate, tag)],
  ];
  return (
    <section className="case-head" aria-label={d.case.one}>
      <dl>
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {found.state !== "CASE_STATE_CLOSED" && <LimitBar case={found} id={id} />}
      {found.state !== "CASE_STATE_CLOSED" && ASSIGNS.includes(role) && (
        <p>
          <a className="button" {...link(`/cases/${id}/timeline/handler`)}>
            {d.handler.title}
          </a>
        </p>
      )}
    </section>
  );
}

/** How much of the time is over in which the case has to be closed. */
function LimitBar({ case: found, id }: { case: Case; id: string }) {
  const { d, tag } = useDesk();
  const limit = limitOf(useDeadlines(id).data?.deadlines ?? []);
  if (!limit) return null;
  const now = courtNow();
  const standing = standingOf(limit, now);
  const days = Math.abs(Math.round((noonOf(limit.date) - now) / 86_400_000));
  const text =
    standing.is === "left"
      ? d.case.limitLeft(dayText(limit.date, tag), standing.days)
      : standing.is === "today"
        ? d.case.limitToday
        : d.case.limitPassed(dayText(limit.date, tag), standing.is === "late" ? standing.days : days);
  return (
    <p className={standing.is === "late" ? "limit late" : "limit"}>
      <progress aria-label={d.deadlineKinds.ENFORCEMENT_LIMIT} value={partOf(found.filingDate, limit.date, now)} />
      <span>{text}</span>
    </p>
  );
}
