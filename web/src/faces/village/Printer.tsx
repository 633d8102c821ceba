/** Lays one thing before the printer of the terminal. Nothing of it stays once it is printed or the screen is left. */
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { Document, Task } from "../../contract/types.ts";
import { useWords } from "../../words/index.tsx";
import type { Sheet } from "./prints.ts";

interface Props {
  task: Task;
  sheet: Sheet;
  onDone: () => void;
}

export function Printer({ task, sheet, onDone }: Props) {
  if (sheet.how !== "cover") return <File sheet={sheet} onDone={onDone} />;
  return (
    <Page onDone={onDone}>
      <Cover task={task} document={sheet.document} />
    </Page>
  );
}

function File({ sheet, onDone }: { sheet: Extract<Sheet, { blob: Blob }>; onDone: () => void }) {
  const w = useWords();
  const [url, setUrl] = useState<string>();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(sheet.blob);
    setUrl(made);
    setShown(false);
    return () => URL.revokeObjectURL(made);
  }, [sheet.blob]);
  if (!url) return null;
  if (sheet.how === "frame") return <Frame key={url} url={url} onDone={onDone} />;
  return (
    <Page isReady={isShown} onDone={onDone}>
      <img src={url} alt={w.village.papers} onLoad={() => setShown(true)} />
    </Page>
  );
}

/** A PDF, printed by the browser's own reader of PDFs. It stays in the frame until the next one, for the dialog outlives the call. */
function Frame({ url, onDone }: { url: string; onDone: () => void }) {
  const w = useWords();
  const frame = useRef<HTMLIFrameElement>(null);
  const print = () => {
    const reader = frame.current?.contentWindow;
    if (!reader) return;
    reader.addEventListener("afterprint", onDone, { once: true });
    reader.focus();
    reader.print();
  };
  return <iframe ref={frame} className="print-frame" title={w.village.papers} src={url} tabIndex={-1} onLoad={print} />;
}

/** A page of our own: on paper there is nothing else. */
function Page({ isReady = true, onDone, children }: { isReady?: boolean; onDone: () => void; children: ReactNode }) {
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    dataset.printing = "";
    return () => {
      delete dataset.printing;
    };
  }, []);
  useEffect(() => {
    if (!isReady) return;
    addEventListener("afterprint", onDone, { once: true });
    print();
    return () => removeEventListener("afterprint", onDone);
  }, [isReady, onDone]);
  return createPortal(<div className="print-page">{children}</div>, document.body);
}

/** What is glued on a closed envelope. */
function Cover({ task, document }: { task: Task; document: Document }) {
  const w = useWords();
  const contact = [task.contact?.displayName, task.contact?.phone].filter(Boolean).join(" ");
  return (
    <article className="cover">
      <p className="warning">{w.village.coverWarning}</p>
      <p className="to">{w.village.coverTo(task.addressee?.displayName || w.field.someone)}</p>
      <p>{task.address}</p>
      <p>{w.field.copies(document.title, document.copies ?? 1)}</p>
      {task.caseNumber && <p>{w.village.coverCase(task.caseNumber)}</p>}
      {contact && <p>{w.village.coverContact(contact)}</p>}
      <p className="rule">{w.village.coverRule}</p>
    </article>
  );
}
