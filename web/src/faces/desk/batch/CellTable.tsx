/** The members as they were pasted, in cells that can be corrected; what the court says of a cell stands below it. */
import { memo } from "react";
import { COLUMNS, type ColumnKey, cellId, claimOf, type Row, type RowFaults, type Verdict } from "./pasted.ts";
import { useBatchWords } from "./words.ts";

interface Props {
  rows: readonly Row[];
  verdict: Verdict | undefined;
  /** The cells that are still at fault. */
  open: readonly { row: number; column: ColumnKey }[];
  onChange: (id: number, column: ColumnKey, text: string) => void;
  onRemove: (id: number) => void;
}

/** As long as the contract takes them, and a little more, so that what was pasted is shown as it is. */
const LONGEST = 200;

export function CellTable({ rows, verdict, open, onChange, onRemove }: Props) {
  const { b } = useBatchWords();
  const columnsAt = new Map<number, string>();
  for (const { row, column } of open) columnsAt.set(row, `${columnsAt.get(row) ?? ""} ${column}`);
  return (
    <table className="member-cells">
      <caption className="visually-hidden">{b.cells.caption}</caption>
      <thead>
        <tr>
          <th scope="col" className="col-no">
            {b.cells.row}
          </th>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className={`col-${column}`}>
              {b.columns[column]}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <CellRow
            key={row.id}
            at={at}
            row={row}
            faults={verdict?.cells.get(row.id)}
            openColumns={columnsAt.get(at) ?? ""}
            onChange={onChange}
            onRemove={onRemove}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  at: number;
  row: Row;
  faults: RowFaults | undefined;
  /** Its columns that are at fault, with a space before each: a text, so that a row that stays the same is not drawn again. */
  openColumns: string;
  onChange: Props["onChange"];
  onRemove: Props["onRemove"];
}

const CellRow = memo(function CellRow({ at, row, faults, openColumns, onChange, onRemove }: RowProps) {
  const { d, b } = useBatchWords();
  const open = openColumns.split(" ");
  return (
    <tr>
      <th scope="row" className="col-no">
        {at + 1}
      </th>
      {COLUMNS.map((column) => {
        const id = cellId(at, column);
        const isWrong = open.includes(column) && faults?.[column] !== undefined;
        // What is no amount was sent as none: what the court says of that is not what is wrong with it.
        const isNoAmount = column === "claim" && row.cells.claim.trim() !== "" && claimOf(row.cells) === undefined;
        const said = isWrong ? (isNoAmount ? d.form.amountWrong : faults[column]) : undefined;
        return (
          <td key={column} className={said ? "at-fault" : undefined}>
            <input
              id={id}
              className={`col-${column}`}
              aria-label={b.cells.cell(at + 1, b.columns[column])}
              aria-invalid={said ? true : undefined}
              aria-describedby={said ? `${id}-said` : undefined}
              autoComplete="off"
              spellCheck={false}
              maxLength={LONGEST}
              value={row.cells[column]}
              onChange={(event) => onChange(row.id, column, event.target.value)}
            />
            {said && <small id={`${id}-said`}>{said}</small>}
          </td>
        );
      })}
      <td>
        <button type="button" className="quiet" aria-label={b.cells.removeRow(at + 1)} onClick={() => onRemove(row.id)}>
          {b.cells.remove}
        </button>
      </td>
    </tr>
  );
});
