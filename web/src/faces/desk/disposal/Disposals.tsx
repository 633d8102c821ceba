/** O14: projects of disposal: the list with its totals, a new one, one with its parcels. A unit's clerk sees those that ask for its opinion. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { court } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { filterOf, PLAIN, usePages } from "../parts/reading.ts";
import { moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, link, pathWith, useQueryOf } from "../router.ts";
import { ActPage } from "./ActPage.tsx";
import { actsOnProjects, type Disposal, rateText } from "./course.ts";
import { DisposalPage } from "./DisposalPage.tsx";
import { NewDisposal } from "./NewDisposal.tsx";
import { useDisposalWords } from "./words.ts";

export default function Disposals({ rest: [id, ...act] }: ScreenProps) {
  if (id === "new") return <NewDisposal />;
  if (id && act.length > 0) return <ActPage key={act.join("/")} id={id} rest={act} />;
  return id ? <DisposalPage key={id} id={id} /> : <List />;
}

const STATES = [
  "DISPOSAL_STATE_CONSULTING",
  "DISPOSAL_STATE_READY",
  "DISPOSAL_STATE_LISTED",
  "DISPOSAL_STATE_DONE",
  "DISPOSAL_STATE_WITHDRAWN",
] as const;

function List() {
  const { w, d, p } = useDisposalWords();
  const { role } = usePresent();
  const shown = useQueryOf();
  const of = shown.get("case") ?? "";
  const state = STATES.find((each) => each === shown.get("state"));
  const filter = filterOf({ case: of && `cases/${of}`, state: state?.replace("DISPOSAL_STATE_", "") });
  const isClerk = role === "ROLE_UNIT_CLERK";
  const pages = usePages(["disposals", filter], (query) =>
    data(court.GET("/v1/disposals", { params: { query: { ...query, filter } } })),
  );
  return (
    <Page
      title={d.modules.disposals}
      {...(of ? { back: { path: `/cases/${of}/property`, title: d.case.one } } : {})}
      beside={
        actsOnProjects(role) && (
          <a className="button primary" {...link(pathWith("/disposals/new", { case: of }))}>
            {p.newShort}
          </a>
        )
      }
    >
      {!isClerk && !of && <Totals />}
      <div className="filters">
        <Choose
          label={p.state}
          value={state ?? ""}
          onChange={(next) => go(pathWith("/disposals", { case: of, state: next }), true)}
          options={[["", d.all], ...STATES.map((each) => [each, p.states[each]] as const)]}
        />
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.disposals ?? []}
        caption={d.modules.disposals}
        keyOf={({ name }: Disposal) => name ?? ""}
        pathOf={({ name }) => `/disposals/${idOf(name)}`}
        empty={isClerk ? p.emptyUnit : p.empty}
        columns={[
          { title: p.title, cell: ({ title }) => title },
          { title: p.of, cell: ({ caseNumber, enterprise }) => caseNumber || enterprise?.displayName, width: "15rem" },
          { title: p.parcels, cell: ({ parcels }) => String(parcels?.length ?? 0), align: "right", width: "4rem" },
          { title: p.area, cell: ({ areaMu }) => areaMu, align: "right", width: "7rem" },
          { title: p.proceeds, cell: ({ proceedsFen }) => moneyText(proceedsFen), align: "right", width: "10rem" },
          {
            title: p.awaited,
            cell: ({ awaitedUnits, state: is }, answer) =>
              is === "DISPOSAL_STATE_CONSULTING" &&
              (awaitedUnits ?? []).map((unit) => labelText(answer, unit)).join(w.joiner),
            width: "16rem",
          },
          {
            title: p.state,
            cell: ({ state: is }) => <span className="mark">{p.states[is ?? "DISPOSAL_STATE_UNSPECIFIED"]}</span>,
            width: "6.5rem",
          },
          { title: p.created, cell: ({ createTime }) => shortMoment(createTime), width: "10.5rem" },
        ]}
      />
    </Page>
  );
}

/** All that was proposed, listed and sold so far, or in some days. */
function Totals() {
  const { p } = useDisposalWords();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const query = { ...some("fromTime", startOf(from)), ...some("toTime", startOf(to, 1)) };
  const read = useQuery({
    ...PLAIN,
    queryKey: ["disposals", "totals", from, to],
    queryFn: () => data(court.GET("/v1/disposals:totals", { params: { query } })),
  });
  return (
    <>
      <div className="filters">
        <label>
          <span>{p.from}</span>
          <input type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label>
          <span>{p.to}</span>
          <input type="date" value={to} onChange={(event) => setTo(event.target.value)} />
        </label>
      </div>
      <Answer read={read} lines={2}>
        {(totals) => (
          <section className="case-head" aria-label={p.totals}>
            <dl>
              {[
                [p.total.projects, totals.projects],
                [p.total.listed, totals.parcelsListed],
                [p.total.sold, totals.parcelsSold],
                [p.total.rate, rateText(totals.saleRatePpm)],
                [p.area, totals.areaMu],
                [p.floor, totals.floorAreaM2],
                [p.proceeds, moneyText(totals.proceedsFen)],
              ].map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value || "0"}</dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </Answer>
    </>
  );
}

const some = (name: string, value: string | undefined) => (value ? { [name]: value } : {});

/** The first instant in Beijing of a day of a field, or of a day after it. */
function startOf(day: string, after = 0): string | undefined {
  const at = Date.parse(`${day}T00:00:00+08:00`);
  return Number.isNaN(at) ? undefined : new Date(at + after * 86_400_000).toISOString();
}
