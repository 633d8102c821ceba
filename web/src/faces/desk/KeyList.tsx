/** The keys of the desk, behind `?`. */
import { Sheet } from "../../shell/Sheet.tsx";
import { useDesk } from "../../words/desk/index.ts";
import type { Module } from "./offices.tsx";

interface Props {
  modules: Module[];
  searches: boolean;
  onClose: () => void;
}

export function KeyList({ modules, searches, onClose }: Props) {
  const { w, d } = useDesk();
  const rows: [string, string][] = [
    ...(searches ? [["/", d.keys.search] as [string, string]] : []),
    ...modules.map(({ letter, title }): [string, string] => [`g ${letter}`, d.keys.module(title(d))]),
    ["j k", d.keys.rows],
    ["[ ]", d.keys.pages],
    ["Enter", d.keys.open],
    ["Esc", d.keys.close],
    ["Ctrl Enter", d.keys.submit],
    ["a", d.keys.approve],
    ["r", d.keys.refuse],
    ["?", d.keys.help],
  ];
  return (
    <Sheet title={d.keys.title} onClose={onClose}>
      <dl className="key-list">
        {rows.map(([key, what]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((each) => (
                <kbd key={each}>{each}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="primary" onClick={onClose}>
        {w.back}
      </button>
    </Sheet>
  );
}
