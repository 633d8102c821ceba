/** Takes rows of a spreadsheet: pasted, or as a CSV file. */
import { type ClipboardEvent, useState } from "react";
import { Field } from "../parts/Field.tsx";
import { PickFiles } from "../parts/PickFiles.tsx";
import { tabbed, tableFrom, textOf } from "../parts/spreadsheet.ts";
import { type Cells, COLUMNS, cellsFrom } from "./pasted.ts";
import { HEADINGS, useBatchWords } from "./words.ts";

export function Paste({ onCells }: { onCells: (cells: Cells[]) => void }) {
  const { b } = useBatchWords();
  const [text, setText] = useState("");
  const [said, setSaid] = useState("");
  const [files, setFiles] = useState(0);
  /** Whether there was any row. */
  const take = (pasted: string | undefined): boolean => {
    const cells = pasted === undefined ? [] : cellsFrom(tableFrom(pasted), HEADINGS);
    if (cells.length > 0) onCells(cells);
    setSaid(pasted === undefined ? b.paste.notText : cells.length > 0 ? b.paste.took(cells.length) : b.paste.none);
    return cells.length > 0;
  };
  const paste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData("text/plain");
    // What is no row is put into the field as it is, where it can be seen.
    if (!pasted.trim() || !take(pasted)) return;
    event.preventDefault();
    setText("");
  };
  return (
    <>
      <div className="row-fields">
        <Field id="pasted" label={b.paste.label} hint={b.paste.hint}>
          {(shared) => (
            <textarea
              {...shared}
              className="paste-here"
              rows={3}
              value={text}
              onPaste={paste}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <div className="field paste-more">
          <PickFiles
            key={files}
            id="csv"
            label={b.paste.file}
            choose={b.paste.choose}
            hint={b.paste.noFile}
            accept=".csv,.txt,text/csv,text/plain"
            files={[]}
            onChange={async ([file]) => {
              if (!file) return;
              take(textOf(new Uint8Array(await file.arrayBuffer())));
              // The same file can be chosen again.
              setFiles((count) => count + 1);
            }}
          />
          <Sample />
        </div>
      </div>
      <p className="beside">
        {text.trim() && (
          <button
            type="button"
            onClick={() => {
              if (take(text)) setText("");
            }}
          >
            {b.paste.add}
          </button>
        )}
        <span role="status" className="soft">
          {said}
        </span>
      </p>
    </>
  );
}

/** A first row with the names of the columns and one more, to begin a spreadsheet with. */
function Sample() {
  const { b } = useBatchWords();
  const [copied, setCopied] = useState(false);
  const rows = [b.columns, b.sample].map((row) => COLUMNS.map((column) => row[column]));
  const copy = () => navigator.clipboard?.writeText(tabbed(rows)).then(() => setCopied(true));
  return (
    <details>
      <summary>{b.paste.sampleTitle}</summary>
      <dl className="facts-list">
        {COLUMNS.map((column) => (
          <div key={column}>
            <dt>{b.columns[column]}</dt>
            <dd>{b.sample[column]}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={copy}>
        {copied ? b.paste.copied : b.paste.copySample}
      </button>
    </details>
  );
}
