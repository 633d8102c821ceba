/** Indicators as a table: the figure, how far it is from the year before, and what it is made of. */
import { countText, type Indicator, inOne } from "../../../figures/figures.ts";
import { changeText, nameOf } from "../../../figures/indicator.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { useFigures } from "../../../words/figures/index.ts";
import { type Column, Rows } from "../parts/Rows.tsx";
import { idOf } from "../router.ts";

interface Props {
  caption: string;
  rows: readonly Indicator[];
  pathOf?: (indicator: Indicator) => string;
  /** The rows stand beside those of another window. */
  isCompared: boolean;
  exported?: string | undefined;
}

export function FigureTable({ caption, rows, pathOf, isCompared, exported }: Props) {
  const { d } = useDesk();
  const { f, units, tag } = useFigures();
  const words = d.indicators;
  const compared: Column<Indicator>[] = isCompared
    ? [{ title: words.change, cell: (each) => changeText(each, f, units), width: "19rem" }]
    : [];
  return (
    <Rows
      caption={caption}
      rows={rows}
      keyOf={({ name }) => idOf(name)}
      {...(pathOf ? { pathOf } : {})}
      empty={words.empty}
      exported={exported}
      columns={[
        { title: words.name, cell: (each) => nameOf(each, tag) },
        {
          title: words.value,
          cell: ({ value, unit }) => inOne(value, unit ?? "", units),
          width: "9rem",
          align: "right",
        },
        ...compared,
        { title: words.parts, cell: partsText, width: "14rem", align: "right" },
        {
          title: words.version,
          cell: ({ definitionVersion }) => f.counted.versionOf(Number(definitionVersion ?? 0)),
          width: "7rem",
        },
      ]}
    />
  );
}

/** Numerator and denominator; the numerator alone of what is only counted or added up. */
const partsText = ({ numerator, denominator, definition }: Indicator): string =>
  definition?.denominator ? `${countText(numerator)} / ${countText(denominator)}` : countText(numerator);
