/** What the steps of a visit share: the draft that they change, and the bar of actions at the bottom. */
import type { ReactNode } from "react";
import type { Draft } from "../../outbox/model.ts";
import { useSpeaking } from "../../words/index.tsx";

export interface StepProps {
  draft: Draft;
  /** Changes the draft and keeps it. */
  change: (more: Partial<Draft>) => Promise<void>;
  onNext: () => void;
  onBack: () => void;
}

interface ActionsProps {
  onBack: () => void;
  onNext: () => void;
  next?: string;
  disabled?: boolean;
  /** What stands in the place of the button that continues. */
  children?: ReactNode;
}

export function Actions({ onBack, onNext, next, disabled, children }: ActionsProps) {
  const { w } = useSpeaking();
  return (
    <div className="actions">
      <button type="button" onClick={onBack}>
        {w.back}
      </button>
      {children || (
        <button type="button" className="primary" disabled={disabled} onClick={onNext}>
          {next ?? w.next}
        </button>
      )}
    </div>
  );
}
