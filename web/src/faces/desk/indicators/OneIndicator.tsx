/** One indicator: how it is defined, what it is made of, and the rows that it counts. */
import { useQuery } from "@tanstack/react-query";
import { court } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import { basisIn, type Indicator, inOne, UNDEFINED } from "../../../figures/figures.ts";
import { changeText, nameOf, partsOf, sinceText, spreadText } from "../../../figures/indicator.ts";
import { amountOf, type CountedRow, facetOf, partOf, subjectOf, wordOf } from "../../../figures/records.ts";
import { dayText } from "../../../figures/window.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { useFigures } from "../../../words/figures/index.ts";
import { data } from "../parts/answers.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { type Column, PagedRows } from "../parts/Rows.tsx";
import { PLAIN, usePages } from "../parts/reading.ts";
import { DaysChoice } from "./DaysChoice.tsx";
import { asked, pathFor, useWindow, type Window } from "./days.ts";
import { Split } from "./Split.tsx";

export function OneIndicator({ id }: { id: string }) {
  const { d, tag } = useDesk();
  const { units } = useFigures();
  const window = useWindow();
  const query = asked(window);
  const read = useQuery({
    ...PLAIN,
    queryKey: ["indicator", id, query],
    queryFn: () => data(court.GET("/v1/indicators/{indicatorId}", { params: { path: { indicatorId: id }, query } })),
  });
  const found = read.data;
  const title = found && d.indicators.one(nameOf(found, tag), inOne(found.value, found.unit ?? "", units));
  return (
    <Page
      title={title ?? d.indicators.title}
      back={{ path: pathFor("", { ...window, region: "" }), title: d.indicators.title }}
    >
      <DaysChoice path={`/indicators/${id}`} window={window} />
      <Answer read={read} lines={10}>
        {(indicator) => (
          <>
            <Definition indicator={indicator} window={window} />
            <Split id={id} window={window} hasParts={Boolean(indicator.definition?.denominator)} />
            <h2>{d.indicators.rows}</h2>
            <Counted id={id} indicator={indicator} window={window} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Definition({ indicator, window: { days } }: { indicator: Indicator; window: Window }) {
  const { w, f, units, tag } = useFigures();
  const { definition, definitionVersion, distribution } = indicator;
  return (
    <Facts
      rows={[
        [f.counted.days, f.days(dayText(days.from, tag), dayText(days.to, tag))],
        [f.counted.parts, partsOf(indicator, f)],
        [f.counted.change, changeText(indicator, f, units)],
        [f.counted.spread, distribution && spreadText(indicator, f, units, w.joiner)],
        [f.counted.version, f.counted.versionOf(Number(definitionVersion ?? 0))],
        [f.counted.since, sinceText(definition?.effectiveFrom, f, tag)],
        [f.counted.definition, basisIn(definition?.basis, tag)],
      ]}
    />
  );
}

function Counted({ id, indicator, window: { days, region } }: { id: string; indicator: Indicator; window: Window }) {
  const { d } = useDesk();
  const { f, units } = useFigures();
  const definitionVersion = Number(indicator.definitionVersion ?? 0);
  const query = { ...days, definitionVersion, ...(region ? { region } : {}) };
  const pages = usePages(["counted", id, query], (page) =>
    data(
      court.GET("/v1/indicators/{indicatorId}/records", {
        params: { path: { indicatorId: id }, query: { ...page, ...query } },
      }),
    ),
  );
  const parts: Column<CountedRow>[] = indicator.definition?.denominator
    ? [{ title: f.counted.standsIn, cell: (row) => f.counted.standings[partOf(row)], width: "8rem" }]
    : [];
  return (
    <PagedRows
      pages={pages}
      rowsOf={(page) => (page.records ?? []).map((row) => ({ ...row, labels: page.labels ?? {} }))}
      caption={d.indicators.rows}
      keyOf={({ what, subject }) => `${what} ${subject}`}
      pathOf={(row) => subjectOf(row, row, f).path}
      empty={d.indicators.rowsEmpty}
      columns={[
        { title: f.counted.subject, cell: (row, answer) => subjectOf(row, answer, f).text, width: "15rem" },
        { title: f.counted.what, cell: ({ what }) => wordOf(f.whats, what) },
        { title: f.counted.day, cell: ({ day }) => day, width: "7.5rem" },
        { title: f.counted.facet, cell: (row) => facetOf(row, f) },
        { title: f.counted.amount, cell: (row) => amountOf(row, units), width: "8rem", align: "right" },
        {
          title: f.counted.place,
          cell: ({ regionCode }, answer) => labelText(answer, `regions/${regionCode}`) ?? UNDEFINED,
          width: "9rem",
        },
        ...parts,
      ]}
    />
  );
}
