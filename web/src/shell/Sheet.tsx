/** What is shown over the page and has to be answered first: the dialog of the platform, with its focus and its Escape. */
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

interface DialogProps {
  className: string;
  /** The id of the element that names it. */
  labelledBy: string;
  /** Escape, or the phone's way back. */
  onClose: () => void;
  /** It can't be left now: what it does is under way. */
  stays?: boolean;
  children: ReactNode;
}

/** The dialogs that are open, the last one on top. */
const open: HTMLDialogElement[] = [];

/** The dialog on top of the page and of all other dialogs; `undefined` where none is open. */
export const topSheet = (): HTMLDialogElement | undefined => open[open.length - 1];

/** A modal dialog for as long as it is rendered. The focus stays in it, and returns to where it was. */
export function Dialog({ className, labelledBy, onClose, stays = false, children }: DialogProps) {
  const shown = useRef<HTMLDialogElement>(null);
  // A layout effect: the dialog closes while it is still in the page, so that the browser puts the focus back.
  useLayoutEffect(() => {
    const dialog = shown.current;
    if (!dialog) return;
    if (!dialog.open) dialog.showModal();
    open.push(dialog);
    return () => {
      open.splice(open.indexOf(dialog), 1);
      dialog.close();
    };
  }, []);
  return (
    <dialog
      ref={shown}
      className={className}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        // A file picker inside it has a cancel of its own, which comes up here.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        if (!stays) onClose();
      }}
      // A browser closes it by itself when it is asked twice in a row. One that has left the page was closed by us.
      onClose={({ target, currentTarget }) => {
        if (target !== currentTarget || !currentTarget.isConnected || currentTarget.open) return;
        if (stays) currentTarget.showModal();
        else onClose();
      }}
    >
      {children}
    </dialog>
  );
}

interface SheetProps {
  title: string;
  onClose: () => void;
  /** Nothing of the page is seen behind it. */
  covers?: boolean;
  children: ReactNode;
}

export function Sheet({ title, onClose, covers = false, children }: SheetProps) {
  const heading = useId();
  return (
    <Dialog className={covers ? "sheet covers" : "sheet"} labelledBy={heading} onClose={onClose}>
      <h2 id={heading}>{title}</h2>
      {children}
    </Dialog>
  );
}
