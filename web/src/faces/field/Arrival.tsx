/** The way from a packet to its visit: a press fixes the time, and a guide that is still on its way is waited for. */
import { useEffect, useRef, useState } from "react";
import { can } from "../../contract/can.ts";
import type { Packet, Task } from "../../contract/types.ts";
import { guideOf } from "../../guide/model.ts";
import { instant } from "../../outbox/instant.ts";
import type { Draft, Instant } from "../../outbox/model.ts";
import { useSpeaking } from "../../words/index.tsx";
import { isComing } from "./arrival.ts";
import { useDesk } from "./context.tsx";
import { labelOf } from "./desk.ts";
import { LocalFault, useWriting } from "./parts.tsx";
import { go, idOf, link } from "./router.ts";
import { useAccepted, useTasks } from "./Today.tsx";

/** How long a guide is waited for before there is a way on without it, in milliseconds. */
const PATIENCE = 15_000;

interface ArrivalProps {
  task: Task;
  /** What lies on this phone; `undefined` until it is read. */
  packet: Packet | null | undefined;
  draft: Draft | null | undefined;
}

export function Arrival({ task, packet, draft }: ArrivalProps) {
  const { w } = useSpeaking();
  const desk = useDesk();
  const { fault, write } = useWriting();
  const tasks = useTasks();
  const accepted = useAccepted(task);
  const [arrived, setArrived] = useState<Instant>();
  const isBeginning = useRef(false);
  const name = task.name ?? "";
  const path = `/visit/${idOf(name)}`;
  const waits = isComing({ task, packet, isOnline: tasks.data?.online ?? false });
  const begin = (arrived: Instant) => {
    if (isBeginning.current) return;
    isBeginning.current = true;
    const guide = guideOf(packet?.content?.guide);
    const begun: Draft = {
      id: name,
      label: labelOf(task),
      step: "arrive",
      arrived,
      answers: {},
      photos: [],
      ...(guide ? { guide } : {}),
    };
    void write(() => desk.saveDraft(begun)).then((isKept) => {
      isBeginning.current = false;
      setArrived(undefined);
      if (isKept) go(path);
    });
  };
  useEffect(() => {
    if (arrived && !waits) begin(arrived);
  });
  const press = () => (draft ? go(path) : setArrived(instant()));
  // The court takes further visits after the report too; what it waits for then is its own review.
  const isOpen = task.state !== "TASK_STATE_REPORTED";
  return (
    <>
      <LocalFault fault={fault} />
      {arrived && waits ? (
        <Waiting onBegin={() => begin(arrived)} onAgain={() => void tasks.refetch({ cancelRefetch: false })} />
      ) : (
        <div className="actions">
          <a className="button" {...link("/")}>
            {w.back}
          </a>
          {(accepted || can(task, "CreateAttempt")) && (
            <button type="button" className={isOpen ? "primary" : ""} onClick={press}>
              {draft ? w.field.continueVisit : w.field.arrive}
            </button>
          )}
        </div>
      )}
    </>
  );
}

/** Asks for the guide again, and after a while offers the way on without it. */
function Waiting({ onBegin, onAgain }: { onBegin: () => void; onAgain: () => void }) {
  const { w } = useSpeaking();
  const [round, setRound] = useState(1);
  const [isLate, setIsLate] = useState(false);
  const again = useRef(onAgain);
  again.current = onAgain;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round waits anew
  useEffect(() => {
    again.current();
    setIsLate(false);
    const timer = setTimeout(() => setIsLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [round]);
  return (
    <div className="actions worded">
      <p className="word" role="status">
        {isLate ? w.field.guideLate : w.field.guideComing(PATIENCE / 1000)}
      </p>
      {isLate ? (
        <>
          <button type="button" onClick={() => setRound(round + 1)}>
            {w.field.guideWait}
          </button>
          <button type="button" className="primary" onClick={onBegin}>
            {w.field.startUnguided}
          </button>
        </>
      ) : (
        <a className="button" {...link("/")}>
          {w.back}
        </a>
      )}
    </div>
  );
}
