/**
 * The form of an act, the same for all acts: its fields, what the court said to it, and the one button that does it. Beside it stands what
 * the court says while it is filled in. Nothing is shown as done before the court has answered.
 */
import type { ReactNode } from "react";
import type { Acting } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { Refusal } from "./Refusal.tsx";

interface Props {
  acting: Acting;
  /** What the button says: the act, with its object where it can't be undone. */
  label: string;
  /** Something is not filled in without which there is nothing to submit. */
  lacks?: boolean;
  /** It can't be undone, or somebody is hurt by it. */
  isDanger?: boolean;
  /** It is one of several forms of its page, and not what the page is for. */
  isQuiet?: boolean;
  /** Reads again what has changed meanwhile, and how it stands then. */
  onChanged?: () => Promise<unknown>;
  now?: string;
  onSubmit: () => void;
  beside?: ReactNode;
  children?: ReactNode;
}

export function ActForm({
  acting,
  label,
  lacks = false,
  isDanger = false,
  isQuiet = false,
  onChanged,
  now,
  onSubmit,
  beside,
  children,
}: Props) {
  const { d } = useDesk();
  const submit = (
    <>
      <Refusal acting={acting} {...(onChanged ? { onChanged } : {})} {...(now ? { now } : {})} />
      <p>
        <button
          type="submit"
          className={isDanger ? "danger" : isQuiet ? "" : "primary"}
          disabled={lacks || acting.busy !== undefined}
        >
          {acting.busy ? d.submitting : label}
        </button>
      </p>
    </>
  );
  return (
    <form
      className={beside === undefined ? "act" : "two act"}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!lacks) onSubmit();
      }}
    >
      <div>
        {children}
        {beside === undefined && submit}
      </div>
      {beside !== undefined && (
        <aside>
          {beside}
          {submit}
        </aside>
      )}
    </form>
  );
}
