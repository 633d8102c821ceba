/** Whether the guide of a visit is on its way to this phone. */
import type { Packet, Task } from "../../contract/types.ts";

interface Standing {
  task: Pick<Task, "state">;
  /** What lies on this phone; `undefined` until it is read. */
  packet: Packet | null | undefined;
  /** Whether the court was there when the tasks were read last. */
  isOnline: boolean;
}

/** A task that was reported has no packet any more, and without a network none comes. */
export const isComing = ({ task, packet, isOnline }: Standing): boolean =>
  packet === undefined || (packet === null && isOnline && task.state !== "TASK_STATE_REPORTED");
