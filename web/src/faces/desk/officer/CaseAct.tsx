/** The pages of acts on a case, each loaded when it is opened: `/cases/{id}/{tab}/{act}`. */
import { type ComponentType, type LazyExoticComponent, lazy, Suspense } from "react";
import { Loading } from "../../../shell/Loading.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { Answer, Page } from "../parts/Page.tsx";
import type { ActProps } from "./acts/act.ts";
import { useCase } from "./reading.ts";
import { TAB_KEYS, type TabKey } from "./tabs.ts";

type Screen = LazyExoticComponent<ComponentType<ActProps>>;

/** By tab and act; what no act bears the name of is one of the tab's records. */
const ACTS: Partial<Record<string, Screen>> = {
  "ending/close": lazy(() => import("./acts/Close.tsx")),
  "ending/suspend": lazy(() => import("./acts/Course.tsx")),
  "ending/resume": lazy(() => import("./acts/Course.tsx")),
  "ending/extend": lazy(() => import("./acts/Course.tsx")),
  "ending/ask": lazy(() => import("./acts/Course.tsx")),
  "ending/settle": lazy(() => import("./acts/Course.tsx")),
  "ending/settlement": lazy(() => import("./acts/Course.tsx")),
  "timeline/handler": lazy(() => import("./acts/Handler.tsx")),
  "money/plan": lazy(() => import("./acts/Plan.tsx")),
  "money/defer": lazy(() => import("./acts/Defer.tsx")),
  "money/payout": lazy(() => import("./acts/CasePayout.tsx")),
  "property/seize": lazy(() => import("./acts/Seize.tsx")),
  "property/debtor": lazy(() => import("./acts/DebtorPage.tsx")),
  "property/asset": lazy(() => import("./acts/AddAsset.tsx")),
  "property/duty": lazy(() => import("./acts/DutyPage.tsx")),
  "requests/new": lazy(() => import("./acts/NewRequest.tsx")),
  "requests/fix": lazy(() => import("./acts/NewRequest.tsx")),
  "sanctions/watch": lazy(() => import("./acts/WatchPage.tsx")),
  "sanctions/new": lazy(() => import("./acts/Propose.tsx")),
  "service/new": lazy(() => import("./acts/ServeAct.tsx")),
};
const RECORDS: Partial<Record<TabKey, Screen>> = {
  money: lazy(() => import("./acts/CaseReceipt.tsx")),
  property: lazy(() => import("./acts/SeizurePage.tsx")),
  sanctions: lazy(() => import("./acts/SanctionPage.tsx")),
  service: lazy(() => import("./acts/ServiceAct.tsx")),
};

export function CaseAct({ id, tab: asked, rest }: { id: string; tab: string; rest: string[] }) {
  const { d } = useDesk();
  const read = useCase(id);
  const tab = TAB_KEYS.find((key) => key === asked) ?? "timeline";
  const path = `/cases/${id}/${tab}`;
  const [act = ""] = rest;
  const Content = ACTS[`${tab}/${act}`] ?? RECORDS[tab];
  if (!read.data || !Content) {
    return (
      <Page title={d.case.one} back={{ path, title: d.case.tabs[tab] }}>
        <Answer read={read}>{() => null}</Answer>
      </Page>
    );
  }
  const back = { path, title: d.form.backTo(read.data.caseNumber, d.case.tabs[tab]) };
  return (
    <Suspense fallback={<Loading />}>
      <Content key={rest.join("/")} case={read.data} id={id} rest={rest} back={back} />
    </Suspense>
  );
}
