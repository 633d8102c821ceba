/** O2: the cases, by who handles them and how they stand, or one by its number. */

import { type FormEvent, useEffect, useState } from "react";
import { court } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { yearAt } from "../../../shell/dates.ts";
import { useDesk } from "../../../words/desk/index.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Page } from "../parts/Page.tsx";
import { type Column, PagedRows } from "../parts/Rows.tsx";
import { filterOf, useNameOf, useOfficers, useOwnCode, usePages } from "../parts/reading.ts";
import { completeNumber, isoDay, moneyText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";
import { meaningOf, ofCases } from "../search/meaning.ts";
import { type Case, CaseMark, partiesOf } from "./aboutCase.tsx";
import { CaseAct } from "./CaseAct.tsx";
import { CaseDetail } from "./CaseDetail.tsx";

const STATES = ["CASE_STATE_OPEN", "CASE_STATE_SUSPENDED", "CASE_STATE_CLOSED"] as const;
const EVERYBODY = "all";

export default function Cases({ rest }: ScreenProps) {
  const number = useQueryOf().get("number");
  if (rest[0] && rest[2]) return <CaseAct id={rest[0]} tab={rest[1] ?? ""} rest={rest.slice(2)} />;
  if (rest[0]) return <CaseDetail id={rest[0]} tab={rest[1] ?? ""} />;
  return number ? <ByNumber number={number} /> : <List />;
}

function useColumns(): Column<Case>[] {
  const { w, d } = useDesk();
  const nameOf = useNameOf();
  return [
    { title: d.case.number, cell: ({ caseNumber }) => caseNumber, width: "15rem" },
    { title: d.case.cause, cell: ({ cause }) => cause },
    { title: d.case.applicants, cell: (row) => partiesOf(row, "SIDE_APPLICANT", w.joiner) },
    { title: d.case.debtors, cell: (row) => partiesOf(row, "SIDE_DEBTOR", w.joiner) },
    { title: d.case.claim, cell: ({ claimFen }) => moneyText(claimFen), align: "right", width: "9rem" },
    { title: d.case.filed, cell: ({ filingDate }) => isoDay(filingDate), width: "7rem" },
    {
      title: d.case.handler,
      cell: ({ handler }, answer) => nameOf(handler, answer) ?? w.roles.ROLE_OFFICER,
      width: "6rem",
    },
    { title: d.case.state, cell: (row) => <CaseMark case={row} />, width: "6rem" },
  ];
}

const rowsOf = (page: { cases?: Case[] | null }) => page.cases ?? [];
const keyOf = ({ name }: Case) => name ?? "";
const pathOf = ({ name }: Case) => `/cases/${idOf(name)}`;

function List() {
  const { d } = useDesk();
  const { me, role, party } = usePresent();
  const shown = useQueryOf();
  const start = shown.get("start") ?? "";
  const { code } = useOwnCode();
  const state = STATES.find((each) => each === shown.get("state"));
  // Who handles cases sees their own first, who leads the bureau all.
  const handler = shown.get("handler") ?? (role === "ROLE_OFFICER" ? (me.name ?? "") : EVERYBODY);
  const officers = useOfficers().data ?? [];
  const sought = start || party;
  const filter = filterOf({
    state: state?.replace("CASE_STATE_", ""),
    handler: handler === EVERYBODY ? "" : handler,
    ...(sought ? ofCases(meaningOf(sought, code, thisYear())) : {}),
  });
  const pages = usePages(["cases", filter], (query) =>
    data(court.GET("/v1/cases", { params: { query: { ...query, filter } } })),
  );
  const columns = useColumns();
  const show = (next: { state?: string | undefined; handler?: string; start?: string }) =>
    go(pathWith("/cases", { state, handler, start, ...next }), true);
  return (
    <Page title={d.modules.cases}>
      <div className="filters">
        <Sought key={sought} text={sought} onStart={(text) => show({ start: text })} />
        <label>
          <span>{d.case.state}</span>
          <select value={state ?? ""} onChange={(event) => show({ state: event.target.value })}>
            <option value="">{d.all}</option>
            {STATES.map((each) => (
              <option key={each} value={each}>
                {d.caseStates[each]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{d.case.handler}</span>
          <select value={handler} onChange={(event) => show({ handler: event.target.value })}>
            <option value={EVERYBODY}>{d.all}</option>
            {role === "ROLE_OFFICER" && <option value={me.name ?? ""}>{d.mine}</option>}
            {officers.flatMap(({ name, displayName }) =>
              name && name !== me.name ? (
                <option key={name} value={name}>
                  {displayName}
                </option>
              ) : (
                []
              ),
            )}
          </select>
        </label>
      </div>
      <PagedRows
        pages={pages}
        rowsOf={rowsOf}
        caption={d.modules.cases}
        columns={columns}
        keyOf={keyOf}
        pathOf={pathOf}
        empty={d.case.empty}
      />
    </Page>
  );
}

/** By whom or by what beginning of a number the list is shown. A number stands in the address, a name or a telephone never does. */
function Sought({ text, onStart }: { text: string; onStart: (start: string) => void }) {
  const { d } = useDesk();
  const { seek } = usePresent();
  const { code } = useOwnCode();
  const [written, setWritten] = useState(text);
  const ask = (said: string) => {
    const { kind } = meaningOf(said, code, thisYear());
    const isNumber = kind === "number" || kind === "start";
    seek({ party: isNumber ? "" : said });
    onStart(isNumber ? said : "");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(written.trim());
  };
  return (
    <form onSubmit={submit}>
      <label>
        <span>{d.find.inCases}</span>
        <input
          type="search"
          className="line-field"
          maxLength={60}
          value={written}
          onChange={(event) => {
            setWritten(event.target.value);
            if (!event.target.value && text) ask("");
          }}
        />
      </label>
    </form>
  );
}

const thisYear = () => yearAt(courtNow());

/** The case of a number, which opens at once; where there is none, what was asked for. */
function ByNumber({ number }: { number: string }) {
  const { d } = useDesk();
  const { code, isPending } = useOwnCode();
  const complete = completeNumber(number, code, thisYear());
  return isPending ? <Page title={d.case.searching(number)}>{null}</Page> : <Found key={complete} number={complete} />;
}

function Found({ number }: { number: string }) {
  const { d } = useDesk();
  const filter = filterOf({ case_number: number });
  const pages = usePages(["cases", filter], (query) =>
    data(court.GET("/v1/cases", { params: { query: { ...query, filter } } })),
  );
  const columns = useColumns();
  const only = pages.read.data?.cases?.length === 1 ? pages.read.data.cases[0] : undefined;
  useEffect(() => {
    if (only) go(pathOf(only), true);
  }, [only]);
  return (
    <Page title={d.case.searching(number)} back={{ path: "/cases", title: d.modules.cases }}>
      <PagedRows
        pages={pages}
        rowsOf={rowsOf}
        caption={d.modules.cases}
        columns={columns}
        keyOf={keyOf}
        pathOf={pathOf}
        empty={d.case.notFound(number)}
      />
    </Page>
  );
}
