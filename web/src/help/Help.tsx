/** The help card behind `?`: a page over the page, at `#help` of every path, so that the browser's way back closes it. */
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useSyncExternalStore,
} from "react";
import { Dialog, topSheet } from "../shell/Sheet.tsx";
import { isText } from "../shell/text.ts";
import { useSpeaking, useWords } from "../words/index.tsx";
import { cardOf, type Office, type Piece } from "./card.ts";

const HASH = "#help";
const Context = createContext<Office | undefined>(undefined);

const isOpen = (): boolean => location.hash === HASH;

const subscribe = (listener: () => void) => {
  for (const name of ["popstate", "hashchange"]) addEventListener(name, listener);
  return () => {
    for (const name of ["popstate", "hashchange"]) removeEventListener(name, listener);
  };
};

function open(): void {
  if (isOpen()) return;
  history.pushState({ help: true }, "", HASH);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** The way back has been taken and has not arrived: taken twice, it would lead off the page. */
let isClosing = false;

/** Closes the card where it is open. */
export function closeHelp(): void {
  if (!isOpen() || isClosing) return;
  if (history.state?.help) {
    isClosing = true;
    addEventListener(
      "popstate",
      () => {
        isClosing = false;
      },
      { once: true },
    );
    history.back();
    return;
  }
  history.replaceState(null, "", location.pathname + location.search);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** Gives a face the card of an office. */
export function WithHelp({ office, children }: { office: Office; children: ReactNode }) {
  const shown = useSyncExternalStore(subscribe, isOpen);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // A Chinese keyboard writes the wide one.
      if (!["?", "\uff1f"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
        return;
      if (isText(event.target) || topSheet()) return;
      event.preventDefault();
      open();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return (
    <Context value={office}>
      {children}
      {shown && <CardPage office={office} />}
    </Context>
  );
}

/** The button in the header, where the face has a card. */
export function HelpButton() {
  const w = useWords();
  if (!useContext(Context)) return null;
  return (
    <button type="button" className="quiet" aria-haspopup="dialog" onClick={open}>
      {w.help.button}
      <span className="question" aria-hidden="true">
        ?
      </span>
    </button>
  );
}

const plain = (pieces: Piece[]): string => pieces.map(({ text }) => text).join("");

const Sentence = ({ pieces }: { pieces: Piece[] }) => (
  <p>
    {pieces.map(({ text, isKey }, at) => {
      const name = `${at} ${text}`;
      return isKey ? <b key={name}>{text}</b> : <span key={name}>{text}</span>;
    })}
  </p>
);

function CardPage({ office }: { office: Office }) {
  const { w } = useSpeaking();
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const card = cardOf(office, w);
  useEffect(() => {
    const before = document.title;
    document.title = `${card.title} · ${w.product}`;
    return () => {
      document.title = before;
    };
  }, [card.title, w]);
  useEffect(() => heading.current?.focus(), []);
  // What is printed while the card is open is the card alone, on paper without the names of a board.
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    dataset.help = "";
    return () => {
      delete dataset.help;
    };
  }, []);
  return (
    <Dialog className="help-card" labelledBy={title} onClose={closeHelp}>
      <h1 id={title} tabIndex={-1} ref={heading}>
        {card.title}
      </h1>
      <ol>
        {card.steps.map((pieces) => (
          <li key={plain(pieces)}>
            <Sentence pieces={pieces} />
          </li>
        ))}
      </ol>
      <ul className="notes">
        {card.notes.map((pieces) => (
          <li key={plain(pieces)} className="card soon">
            <Sentence pieces={pieces} />
          </li>
        ))}
      </ul>
      <div className="foot">
        <button type="button" className="primary" onClick={closeHelp}>
          {w.back}
        </button>
        {office === "director" && (
          <button type="button" onClick={() => print()}>
            {w.help.print}
          </button>
        )}
      </div>
    </Dialog>
  );
}
