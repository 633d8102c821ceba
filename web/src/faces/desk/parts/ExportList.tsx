/** A list as a file, Excel or CSV: what the person may see, masked as on the page, and recorded by the court. */
import { useEffect, useState } from "react";
import { Problem } from "../../../contract/problem.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { type Exported, type ExportFormat, exportList } from "./exportFile.ts";
import { TextField } from "./Field.tsx";

interface Props {
  /** Path and query of the list in the contract, with the conditions that are set. */
  source: string;
  /** The page shows fewer rows than the court's answer to this query. */
  isWhole?: boolean;
}

export function ExportList({ source, isWhole = false }: Props) {
  const { d } = useDesk();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Exported>();
  const [fault, setFault] = useState<unknown>();
  const [reason, setReason] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said of one list is not said of another
  useEffect(() => {
    setDone(undefined);
    setFault(undefined);
  }, [source]);
  const save = async (format: ExportFormat) => {
    setBusy(true);
    setDone(undefined);
    setFault(undefined);
    try {
      setDone(await exportList(source, format, reason ?? ""));
    } catch (fault) {
      // A list whose records are shown for a reason alone asks for one.
      if (fault instanceof Problem && fault.refused.reason === "ACCESS_REASON_REQUIRED" && reason === undefined) {
        setReason("");
      } else setFault(fault);
    } finally {
      setBusy(false);
    }
  };
  const cannot = busy || (reason !== undefined && reason.trim() === "");
  return (
    <details className="list-export">
      <summary>{d.exporting.title}</summary>
      <p className="reason">{isWhole ? `${d.exporting.whole}${d.exporting.hint}` : d.exporting.hint}</p>
      {reason !== undefined && (
        <TextField
          id="exportReason"
          label={d.exporting.reason}
          value={reason}
          maxLength={100}
          required
          onChange={setReason}
        />
      )}
      <p className="beside">
        <button type="button" className="quiet" disabled={cannot} onClick={() => save("workbook")}>
          {d.exporting.workbook}
        </button>
        <button type="button" className="quiet" disabled={cannot} onClick={() => save("csv")}>
          {d.exporting.csv}
        </button>
      </p>
      <p role="status">
        {busy && d.exporting.busy}
        {done && (done.truncated ? d.exporting.cut(done.rows) : d.exporting.done(done.rows))}
      </p>
      <ProblemNote fault={fault} fieldOf={() => (reason === undefined ? undefined : "exportReason")} />
    </details>
  );
}
