/** C3: the months of the case funds: which is to be closed next, and those for which the bank's figures are entered. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { court } from "../../../contract/client.ts";
import { courtNow } from "../../../contract/clock.ts";
import { useDesk } from "../../../words/desk/index.ts";
import type { ScreenProps } from "../offices.tsx";
import { data } from "../parts/answers.ts";
import { Page } from "../parts/Page.tsx";
import { PagedRows } from "../parts/Rows.tsx";
import { PLAIN, useNameOf, usePages } from "../parts/reading.ts";
import { moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, link } from "../router.ts";
import { MonthDetail } from "./MonthDetail.tsx";
import { MONTHS, type MoneyMonth, monthBefore, monthOf, textOfMonth } from "./moneyMonth.ts";

export default function Months({ rest }: ScreenProps) {
  return rest[0] ? <MonthDetail key={rest[0]} id={rest[0]} /> : <List />;
}

function List() {
  const { d } = useDesk();
  const { terms, role } = usePresent();
  const nameOf = useNameOf();
  const text = textOfMonth(d.moneyMonth);
  const held = terms.filter((term) => term.role === role);
  const region = (held.find(({ regionCode }) => regionCode)?.regionCode ?? "").slice(0, 6);
  const last = monthBefore(courtNow());
  const [chosen, setChosen] = useState(last);
  const pages = usePages(["money months"], (query) => data(court.GET("/v1/moneyMonths", { params: { query } })));
  const id = `${region}-${last}`;
  const read = useQuery({
    ...PLAIN,
    queryKey: ["money month", id],
    queryFn: () => data(court.GET("/v1/moneyMonths/{moneyMonthId}", { params: { path: { moneyMonthId: id } } })),
    enabled: region !== "",
  });
  const next = idOf(read.data?.nextOpen ?? "");
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (chosen) go(`${MONTHS}/${region}-${chosen}`);
  };
  return (
    <Page title={d.moneyMonth.title}>
      {read.data && (
        <p className="note">
          {next ? <a {...link(`${MONTHS}/${next}`)}>{d.moneyMonth.next(text(monthOf(next)))}</a> : d.moneyMonth.none}
        </p>
      )}
      <form className="filters" onSubmit={open}>
        <label>
          <span>{d.moneyMonth.month}</span>
          <input type="month" value={chosen} required onChange={(event) => setChosen(event.target.value)} />
        </label>
        <button type="submit">{d.moneyMonth.openMonth}</button>
      </form>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.moneyMonths ?? []}
        caption={d.moneyMonth.list}
        keyOf={({ name }: MoneyMonth) => name ?? ""}
        pathOf={({ name }: MoneyMonth) => `${MONTHS}/${idOf(name)}`}
        empty={d.moneyMonth.empty}
        columns={[
          { title: d.moneyMonth.month, cell: ({ month }) => text(month ?? ""), width: "8rem" },
          {
            title: d.moneyMonth.state,
            cell: ({ state }) => (
              <span className="mark">{d.moneyMonth.states[state ?? "MONEY_MONTH_STATE_UNSPECIFIED"]}</span>
            ),
            width: "7rem",
          },
          {
            title: d.moneyMonth.closing,
            cell: ({ proposeTime, closingFen }) => (proposeTime ? moneyText(closingFen ?? 0) : ""),
            align: "right",
            width: "10rem",
          },
          {
            title: d.moneyMonth.differenceCount,
            cell: ({ proposeTime, differenceCount }) => (proposeTime ? d.moneyMonth.countOf(differenceCount ?? 0) : ""),
            width: "7rem",
          },
          {
            title: d.moneyMonth.proposed,
            cell: ({ proposer, proposeTime }, answer) =>
              [nameOf(proposer, answer), shortMoment(proposeTime)].filter(Boolean).join(" "),
          },
          {
            title: d.moneyMonth.confirmed,
            cell: ({ approver, confirmTime }, answer) =>
              [nameOf(approver, answer), shortMoment(confirmTime)].filter(Boolean).join(" "),
          },
        ]}
      />
    </Page>
  );
}
