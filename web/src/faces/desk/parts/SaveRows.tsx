/** Rows that a page makes itself, as a file: exactly what stands on the page. Lists of the court come from the court (`ExportList`). */

import { useState } from "react";
import { courtNow } from "../../../contract/clock.ts";
import { isoMinuteAt } from "../../../shell/dates.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { type ExportFormat, saveFile, TYPES } from "./exportFile.ts";
import { csvOf, type Sheet, workbookOf } from "./sheet.ts";

/** An instant in the name of a file, in Beijing, as in the files that the court makes: `2026-11-30 1405`. */
const stampOf = (now: number): string => isoMinuteAt(now).replace("T", " ").replace(":", "");

export function SaveRows({ read }: { read: () => Sheet | undefined }) {
  const { d } = useDesk();
  const [rows, setRows] = useState<number>();
  const save = (format: ExportFormat) => {
    const sheet = read();
    if (!sheet) return;
    const content = format === "csv" ? csvOf(sheet) : workbookOf(sheet);
    const name = `${sheet.title} ${stampOf(courtNow())}.${format === "csv" ? "csv" : "xlsx"}`;
    saveFile(new Blob([content], { type: TYPES[format] }), name);
    setRows(sheet.rows.length);
  };
  return (
    <details className="list-export">
      <summary>{d.exporting.title}</summary>
      <p className="reason">{d.exporting.shown}</p>
      <p className="beside">
        <button type="button" className="quiet" onClick={() => save("workbook")}>
          {d.exporting.workbook}
        </button>
        <button type="button" className="quiet" onClick={() => save("csv")}>
          {d.exporting.csv}
        </button>
      </p>
      <p role="status">{rows !== undefined && d.exporting.done(rows)}</p>
    </details>
  );
}
