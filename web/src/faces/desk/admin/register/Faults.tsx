/** What is wrong with a table, by row and column. */
import { useAdmin } from "../../../../words/desk/admin/index.ts";
import { Rows } from "../../parts/Rows.tsx";
import type { Column } from "./rows.ts";

export interface ShownFault {
  line?: number;
  column?: Column;
  text: string;
}

/** As many as are shown: who has more mends the first ones and checks again. */
const MOST = 200;

export function Faults({ faults }: { faults: readonly ShownFault[] }) {
  const { a } = useAdmin();
  if (faults.length === 0) return null;
  const rows = [...faults]
    .sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
    .slice(0, MOST)
    .map((fault, at) => ({ ...fault, key: String(at) }));
  return (
    <section>
      <h2>{a.register.faults(faults.length)}</h2>
      <div role="status">
        <Rows
          rows={rows}
          caption={a.register.faults(faults.length)}
          keyOf={({ key }) => key}
          empty=""
          columns={[
            { title: a.register.line, cell: ({ line }) => line, width: "4rem" },
            { title: a.register.column, cell: ({ column }) => column && a.register.columns[column], width: "8rem" },
            { title: a.register.fault, cell: ({ text }) => text },
          ]}
        />
      </div>
    </section>
  );
}
