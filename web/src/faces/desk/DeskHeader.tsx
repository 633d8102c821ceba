/** The header of the desk: search, who is here, the office and the way to another one, keys, language, the way out. */
import { type FormEvent, useState } from "react";
import type { Role, Term } from "../../contract/types.ts";
import { LanguageSwitch } from "../../shell/Header.tsx";
import { useDesk } from "../../words/desk/index.ts";
import { focusFirstRow } from "./keys.ts";
import { usePresent } from "./present.tsx";
import { go, pathWith } from "./router.ts";
import { isWholeNumber, searches } from "./search/meaning.ts";

interface Props {
  terms: Term[];
  offices: Term[][];
  onChoose: (role: Role) => void;
  onHelp: () => void;
  onLeave: () => void;
}

export function DeskHeader({ offices, onChoose, onHelp, onLeave }: Props) {
  const { w } = useDesk();
  const { me, role } = usePresent();
  const titleOf = (terms: readonly Term[], of: Role) =>
    terms.length > 0 && terms.every(({ deputisesFor }) => deputisesFor) ? w.deputy(w.roles[of]) : w.roles[of];
  return (
    <header className="top desk-top">
      <a className="skip" href="#content">
        {w.skipToContent}
      </a>
      <span className="product">{w.product}</span>
      {searches(role) && <Search />}
      <span className="tools">
        <span className="who">
          <strong>{me.displayName}</strong>
          {offices.length > 1 ? (
            <select aria-label={w.switchOffice} value={role} onChange={(event) => onChoose(event.target.value as Role)}>
              {offices.flatMap((terms) => {
                const of = terms[0]?.role;
                return of ? (
                  <option key={of} value={of}>
                    {titleOf(terms, of)}
                  </option>
                ) : (
                  []
                );
              })}
            </select>
          ) : (
            <span>{titleOf(offices[0] ?? [], role)}</span>
          )}
        </span>
        <button type="button" className="quiet" aria-haspopup="dialog" aria-keyshortcuts="?" onClick={onHelp}>
          {w.help.button}
        </button>
        <LanguageSwitch />
        <button type="button" className="quiet" onClick={onLeave}>
          {w.signOut}
        </button>
      </span>
    </header>
  );
}

/** Opens a case by its number, however it is written; anything else is looked for among cases, people and receipts. */
function Search() {
  const { d } = useDesk();
  const { findsCases, seek } = usePresent();
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const said = text.trim();
    if (!said) return;
    if (findsCases && isWholeNumber(said)) {
      go(pathWith("/cases", { number: said }));
    } else {
      seek({ sought: said });
      go("/search");
    }
    setText("");
  };
  return (
    <search className="search">
      <form onSubmit={submit}>
        <input
          id="search"
          type="search"
          aria-label={d.search}
          placeholder={d.searchAll}
          aria-keyshortcuts="/"
          maxLength={60}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
            if (event.key === "ArrowDown" && focusFirstRow()) event.preventDefault();
          }}
        />
      </form>
    </search>
  );
}
