/** Asks for a case by its number, however it is written, and shows what is done with the one that is found. */
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useDesk } from "../../../words/desk/index.ts";
import type { Case } from "../officer/aboutCase.tsx";
import { Answer } from "./Page.tsx";
import { useCaseOf } from "./reading.ts";

export function FindCase({ children }: { children: (found: Case) => ReactNode }) {
  const { d } = useDesk();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const field = useId();
  const { number, read } = useCaseOf(asked);
  const find = (event: FormEvent) => {
    event.preventDefault();
    setAsked(text.trim());
  };
  return (
    <>
      <form className="beside" onSubmit={find}>
        <label htmlFor={field}>{d.case.number}</label>
        <input
          id={field}
          className="line-field"
          placeholder={d.searchHint}
          maxLength={60}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit">{d.case.find}</button>
      </form>
      {asked && (
        <Answer read={read}>
          {({ cases }) => (cases?.[0] ? children(cases[0]) : <p className="empty">{d.case.notFound(number)}</p>)}
        </Answer>
      )}
    </>
  );
}
