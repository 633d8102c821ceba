/** A list that is here whole, shown a hundred rows at a time: a screen with thousands of cells answers slowly. */
import { useState } from "react";
import { useDesk } from "../../../words/desk/index.ts";
import { onKey } from "../keys.ts";
import { Rows, type RowsProps } from "./Rows.tsx";

const SLICE = 100;

/** `list` stands for what is shown: another list is shown from its first row. */
export function SlicedRows<T extends object>({ list, rows, ...more }: RowsProps<T> & { list: string }) {
  const { d } = useDesk();
  const [at, setAt] = useState({ list, slice: 0 });
  const last = Math.max(0, Math.ceil(rows.length / SLICE) - 1);
  const slice = at.list === list ? Math.min(at.slice, last) : 0;
  const show = (next: number) => setAt({ list, slice: next });
  return (
    <>
      <Rows {...more} rows={rows.slice(slice * SLICE, (slice + 1) * SLICE)} />
      {last > 0 && (
        <p className="pages">
          <button type="button" disabled={slice === 0} onClick={() => show(slice - 1)} {...onKey("[")}>
            {d.pageBefore}
          </button>
          <span>{d.pageNumber(slice + 1)}</span>
          <button type="button" disabled={slice === last} onClick={() => show(slice + 1)} {...onKey("]")}>
            {d.pageNext}
          </button>
        </p>
      )}
    </>
  );
}
