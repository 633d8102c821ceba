/** Help behind `?`: the card of the office, and the keys. */
import { useEffect, useId, useRef } from "react";
import type { Role } from "../../../contract/types.ts";
import type { Piece } from "../../../help/card.ts";
import { Dialog } from "../../../shell/Sheet.tsx";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { helpEn } from "../../../words/desk/help-en.ts";
import { helpZh } from "../../../words/desk/help-zh.ts";
import type { Module } from "../offices.tsx";
import { searches } from "../search/meaning.ts";
import { deskCardOf, officeOf } from "./cards.ts";

interface Props {
  role: Role;
  modules: Module[];
  onClose: () => void;
}

export default function HelpSheet({ role, modules, onClose }: Props) {
  const { w, d, a, tag } = useAdmin();
  const h = tag === "en" ? helpEn : helpZh;
  const office = officeOf(role);
  const card = office && deskCardOf(office, { w, d, a, h });
  const rows: [string, string][] = [
    ...(searches(role) ? [["/", d.keys.search] as [string, string]] : []),
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
  const heading = useId();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <Dialog className="sheet desk-help" labelledBy={heading} onClose={onClose}>
      <h2 id={heading} tabIndex={-1} ref={title}>
        {card?.title ?? d.keys.title}
      </h2>
      <div className="desk-help-columns">
        {card && (
          <section>
            <ol className="help-steps">
              {card.steps.map((pieces) => (
                <li key={plain(pieces)}>
                  <Sentence pieces={pieces} />
                </li>
              ))}
            </ol>
            {card.notes.map((pieces) => (
              <p key={plain(pieces)} className="card soon">
                <Sentence pieces={pieces} />
              </p>
            ))}
          </section>
        )}
        <section>
          <h3>{d.keys.title}</h3>
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
        </section>
      </div>
      <button type="button" className="primary" onClick={onClose}>
        {w.back}
      </button>
    </Dialog>
  );
}

const plain = (pieces: Piece[]): string => pieces.map(({ text }) => text).join("");

const Sentence = ({ pieces }: { pieces: Piece[] }) =>
  pieces.map(({ text, isKey }, at) => {
    const name = `${at} ${text}`;
    return isKey ? <b key={name}>{text}</b> : <span key={name}>{text}</span>;
  });
