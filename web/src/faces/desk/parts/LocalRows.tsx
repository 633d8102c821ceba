/** Rows that were all read at once, page by page. Other rows begin at their first page. */
import { useState } from "react";
import type { Labelled } from "../../../contract/labels.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { onKey } from "../keys.ts";
import { ExportList } from "./ExportList.tsx";
import { type Column, Rows } from "./Rows.tsx";
import { PAGE_SIZE } from "./reading.ts";

interface Props<T> {
  /** What was asked for: another question begins at its first page. */
  asked: string;
  caption: string;
  columns: Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  pathOf?: (row: T) => string | undefined;
  answer?: Labelled;
  empty: string;
  /** The address at which the court gives these rows as a file. */
  exported?: string | undefined;
  /** The page shows fewer rows than that file holds. */
  exportsMore?: boolean;
}

export function LocalRows<T extends object>({ asked, rows, exported, exportsMore = false, ...shared }: Props<T>) {
  const { d } = useDesk();
  const [shown, setShown] = useState({ asked, page: 0 });
  const last = Math.max(0, Math.ceil(rows.length / PAGE_SIZE) - 1);
  const page = shown.asked === asked ? Math.min(shown.page, last) : 0;
  const turn = (by: number) => setShown({ asked, page: page + by });
  return (
    <>
      <Rows {...shared} rows={rows.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE)} />
      {last > 0 && (
        <p className="pages">
          <button type="button" disabled={page === 0} onClick={() => turn(-1)} {...onKey("[")}>
            {d.pageBefore}
          </button>
          <span>{d.pageNumber(page + 1)}</span>
          <button type="button" disabled={page === last} onClick={() => turn(1)} {...onKey("]")}>
            {d.pageNext}
          </button>
        </p>
      )}
      {exported && rows.length > 0 && <ExportList source={exported} isWhole={exportsMore} />}
    </>
  );
}
