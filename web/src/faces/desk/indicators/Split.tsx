/** An indicator by month, quarter or year, or by town or village; each point opens the rows that it counts. */
import { useQuery } from "@tanstack/react-query";
import { court } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import type { Schemas } from "../../../contract/types.ts";
import { countText, inOne, UNDEFINED } from "../../../figures/figures.ts";
import { changeText } from "../../../figures/indicator.ts";
import { type Days, dayText, isWhole, monthText } from "../../../figures/window.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { type FigureWords, useFigures } from "../../../words/figures/index.ts";
import type { Tag } from "../../../words/index.tsx";
import { data } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { LocalRows } from "../parts/LocalRows.tsx";
import { Answer } from "../parts/Page.tsx";
import { PLAIN } from "../parts/reading.ts";
import { go, link, useQueryOf } from "../router.ts";
import { asked, OTHER, pathFor, type Window } from "./days.ts";

type Point = Schemas["sharedcourt.enforcement.v1.IndicatorPoint"];

const SPLITS = {
  month: { period: "INDICATOR_PERIOD_MONTH" },
  quarter: { period: "INDICATOR_PERIOD_QUARTER" },
  year: { period: "INDICATOR_PERIOD_YEAR" },
  town: { groupBy: "INDICATOR_GROUP_TOWN" },
  village: { groupBy: "INDICATOR_GROUP_VILLAGE" },
} as const;
type By = keyof typeof SPLITS;
const NAMES = Object.keys(SPLITS) as By[];
const isPlace = (by: By): by is "town" | "village" => by === "town" || by === "village";

export function Split({ id, window, hasParts }: { id: string; window: Window; hasParts: boolean }) {
  const { d } = useDesk();
  const { f, units, tag } = useFigures();
  const words = d.indicators;
  const chosen = useQueryOf().get("by");
  const by = NAMES.find((each) => each === chosen) ?? "month";
  const path = pathFor(`/${id}`, window);
  const shownBy = (next: By) => `${path}${path.includes("?") ? "&" : "?"}by=${next}`;
  const query = { ...asked(window), ...SPLITS[by] };
  const read = useQuery({
    ...PLAIN,
    queryKey: ["split", id, query],
    queryFn: () =>
      data(court.GET("/v1/indicators/{indicatorId}:query", { params: { path: { indicatorId: id }, query } })),
  });
  const pathOf = ({ from = "", to = "", regionCode }: Point) =>
    isPlace(by)
      ? pathFor(`/${id}`, { ...window, region: regionCode ?? "" })
      : pathFor(`/${id}`, { chosen: OTHER, days: { from, to }, region: window.region });
  return (
    <section>
      <div className="row-between">
        <h2>{words.split}</h2>
        <div className="filters">
          <Choose
            label={words.by}
            value={by}
            onChange={(next) => go(shownBy(next), true)}
            options={NAMES.map((each) => [each, words.splits[each]] as const)}
          />
        </div>
      </div>
      {window.region && (
        <p>
          <a className="button" {...link(pathFor(`/${id}`, { ...window, region: "" }))}>
            {words.everywhere}
          </a>
        </p>
      )}
      <Answer read={read} lines={6}>
        {(answer) => {
          const unit = answer.unit ?? "";
          const points = answer.points ?? [];
          return (
            <LocalRows
              asked={JSON.stringify(query)}
              caption={words.split}
              rows={isPlace(by) ? greatestFirst(points) : [...points].reverse()}
              answer={answer}
              keyOf={({ from, regionCode }) => `${regionCode} ${from}`}
              pathOf={pathOf}
              empty={words.splitEmpty}
              columns={[
                isPlace(by)
                  ? {
                      title: words.region,
                      cell: ({ regionCode }) => labelText(answer, `regions/${regionCode}`) ?? UNDEFINED,
                    }
                  : { title: words.period, cell: ({ from = "", to = "" }) => periodText(by, { from, to }, f, tag) },
                { title: words.value, cell: ({ value }) => inOne(value, unit, units), width: "9rem", align: "right" },
                { title: words.change, cell: (point) => changeText({ ...point, unit }, f, units), width: "19rem" },
                {
                  title: words.parts,
                  cell: ({ numerator, denominator }) =>
                    hasParts ? `${countText(numerator)} / ${countText(denominator)}` : countText(numerator),
                  width: "14rem",
                  align: "right",
                },
              ]}
            />
          );
        }}
      </Answer>
    </section>
  );
}

/** A whole period of the calendar by its name; a part of one by its days. */
function periodText(by: By, days: Days, f: FigureWords, tag: Tag): string {
  if (isPlace(by) || !isWhole(by, days)) return f.days(dayText(days.from, tag), dayText(days.to, tag));
  const [year = "", month = ""] = days.from.split("-");
  if (by === "year") return f.year(year);
  return by === "quarter"
    ? f.quarter(year, Math.ceil(Number(month) / 3))
    : f.month(year, monthText(`${year}-${month}`, tag));
}

/** Places by their figure; those in which it is undefined stand last. */
const greatestFirst = (points: readonly Point[]): Point[] =>
  [...points].sort((one, other) => orderOf(other) - orderOf(one));
const orderOf = ({ value }: Point): number => (value ? Number(value) : Number.NEGATIVE_INFINITY);
