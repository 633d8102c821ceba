/** A list as a table: a row opens by its first cell, and the court gives it page by page. */
import type { UseQueryResult } from "@tanstack/react-query";
import { Table } from "antd";
import { type ReactNode, useRef } from "react";
import type { Labelled } from "../../../contract/labels.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { onKey, ROW } from "../keys.ts";
import { link } from "../router.ts";
import { ExportList } from "./ExportList.tsx";
import { Answer } from "./Page.tsx";
import { SaveRows } from "./SaveRows.tsx";
import { cellOf, type Sheet } from "./sheet.ts";

export interface Column<T> {
  title: string;
  /** `answer` is what the row came with: it says what the people and cases are called that the row names. */
  cell: (row: T, answer: Labelled) => ReactNode;
  width?: number | string;
  align?: "right";
}

export interface RowsProps<T> {
  /** What the table lists, for readers of screens. */
  caption: string;
  columns: Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** Where the first cell leads. */
  pathOf?: (row: T) => string | undefined;
  /** The answer in which the rows stand. */
  answer?: Labelled;
  /** What will stand here, and who sends it. */
  empty: string;
  /** The address at which the court gives these rows as a file. */
  exported?: string | undefined;
  /** The page shows fewer rows than that file holds. */
  exportsMore?: boolean;
  /** The page makes these rows itself: the file is what stands on the page. */
  isSaved?: boolean;
  /** Rows can be chosen, one by one or all that are shown. */
  choosing?: Choosing<T>;
}

export interface Choosing<T> {
  /** By their keys. */
  chosen: ReadonlySet<string>;
  /** What is said of the field that chooses a row, and of the one that chooses all. */
  label: (row: T) => string;
  all: string;
  onChoose: (rows: readonly T[], isChosen: boolean) => void;
}

export function Rows<T extends object>(props: RowsProps<T>) {
  const { exported, exportsMore, isSaved, rows, caption, columns } = props;
  const { d } = useDesk();
  const place = useRef<HTMLDivElement>(null);
  if (isSaved && rows.length > 0) {
    return (
      <>
        <div ref={place}>
          <RowTable {...props} />
        </div>
        <SaveRows
          read={() => (place.current ? sheetOf(place.current, caption, columns, d.exporting.inYuan) : undefined)}
        />
      </>
    );
  }
  return (
    <>
      <RowTable {...props} />
      {exported && rows.length > 0 && <ExportList source={exported} isWhole={exportsMore ?? false} />}
    </>
  );
}

/** A table as it stands on the page. A field in a cell gives what is written in it. */
function sheetOf<T>(
  place: HTMLElement,
  title: string,
  columns: Column<T>[],
  inYuan: (heading: string) => string,
): Sheet {
  const lines = [...place.querySelectorAll<HTMLTableRowElement>("tbody tr[data-row-key]")];
  const shown = lines.map(({ cells }) =>
    // biome-ignore lint/performance/useDomNodeTextContent: what stands on two lines of a cell is not one word
    [...cells].slice(-columns.length).map((cell) => cell.querySelector("input")?.value ?? cell.innerText),
  );
  const headings = columns.map(({ title }, at) =>
    shown.some((row) => row[at]?.includes("¥")) ? inYuan(title) : title,
  );
  return {
    title,
    headings,
    rows: shown.map((row) => row.map((text, at) => cellOf(text, columns[at]?.align === "right"))),
  };
}

function RowTable<T extends object>({
  caption,
  columns,
  rows,
  keyOf,
  pathOf,
  answer = {},
  empty,
  choosing,
}: RowsProps<T>) {
  if (rows.length === 0) return <p className="empty">{empty}</p>;
  const first = (row: T, content: ReactNode) => {
    const path = pathOf?.(row);
    return path ? (
      <a {...link(path)} {...{ [ROW]: "" }}>
        {content}
      </a>
    ) : (
      content
    );
  };
  return (
    <Table<T>
      size="small"
      pagination={false}
      rowKey={keyOf}
      dataSource={rows}
      components={{ table: Captioned(caption) }}
      columns={[
        ...(choosing ? [choice(choosing, rows, keyOf)] : []),
        ...columns.map(({ title, cell, width, align }, at) => ({
          key: title,
          title,
          ...(width ? { width } : {}),
          ...(align ? { align } : {}),
          // Where the heads have no room, each cell bears its own.
          onCell: () => ({ "data-title": title }) as React.HTMLAttributes<HTMLElement>,
          render: (_: unknown, row: T) => (at === 0 ? first(row, cell(row, answer)) : cell(row, answer)),
        })),
      ]}
    />
  );
}

/** The column in which rows are chosen. */
function choice<T>({ chosen, label, all, onChoose }: Choosing<T>, rows: readonly T[], keyOf: (row: T) => string) {
  const isWhole = rows.every((row) => chosen.has(keyOf(row)));
  const box = (text: string, checked: boolean, of: readonly T[]) => (
    <input
      type="checkbox"
      aria-label={text}
      checked={checked}
      onChange={(event) => onChoose(of, event.target.checked)}
    />
  );
  return {
    key: "choice",
    title: box(all, isWhole, rows),
    width: "2.5rem",
    render: (_: unknown, row: T) => box(label(row), chosen.has(keyOf(row)), [row]),
  };
}

type TableProps = React.TableHTMLAttributes<HTMLTableElement>;
const captioned = new Map<string, React.FC<TableProps>>();

/** A table with a caption; the same component for the same caption, so that a new page of rows keeps the table. */
function Captioned(caption: string): React.FC<TableProps> {
  const known = captioned.get(caption);
  if (known) return known;
  const made = ({ children, ...rest }: TableProps) => (
    <table {...rest}>
      <caption className="visually-hidden">{caption}</caption>
      {children}
    </table>
  );
  captioned.set(caption, made);
  return made;
}

/** The pages of a list: the one that is shown, and the way to those around it. */
export interface Pages<P> {
  read: UseQueryResult<P>;
  /** The address of the whole list, where it can be had as a file. */
  source: string | undefined;
  number: number;
  onBefore: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

export function PagedRows<P extends Labelled, T extends object>({
  pages,
  rowsOf,
  ...rows
}: { pages: Pages<P>; rowsOf: (page: P) => readonly T[] } & Omit<RowsProps<T>, "rows">) {
  const { d } = useDesk();
  const { read, source, number, onBefore, onNext } = pages;
  return (
    <Answer read={read} lines={8}>
      {(page) => (
        <>
          <Rows {...rows} rows={rowsOf(page)} answer={page} />
          {(onBefore || onNext) && (
            <p className="pages">
              <button type="button" disabled={!onBefore} onClick={onBefore} {...onKey("[")}>
                {d.pageBefore}
              </button>
              <span>{d.pageNumber(number)}</span>
              <button type="button" disabled={!onNext} onClick={onNext} {...onKey("]")}>
                {d.pageNext}
              </button>
            </p>
          )}
          {source && rowsOf(page).length > 0 && <ExportList source={source} />}
        </>
      )}
    </Answer>
  );
}
