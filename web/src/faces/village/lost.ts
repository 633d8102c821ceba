/** Phones that lost their records: what was thrown away took no leave, and the packet was taken again by what looks like another phone. */
import type { Packet, Task } from "../../contract/types.ts";
import { isPhone } from "../field/record.ts";
import { stageOf } from "./board.ts";

export interface Lost {
  worker: string;
  /** When the packet was taken again. */
  at: number;
  tasks: Task[];
}

const issuedAt = ({ issueTime }: Packet): number => Date.parse(issueTime ?? "");

/** When the packet of a task was taken again, though no receipt has come from the phone that had it first; nothing where none is lost. */
function takenAgainAt(packets: Packet[]): number | undefined {
  const [latest, ...before] = [...packets].sort((a, b) => issuedAt(b) - issuedAt(a));
  const isLost = before.some(({ device, purgeTime }) => device !== latest?.device && !purgeTime);
  return latest && isLost ? issuedAt(latest) : undefined;
}

/** A visit that came after it: what the director asks for is done. */
const isVisitedSince = ({ attempts }: Task, at: number): boolean =>
  (attempts ?? []).some(({ visitTime, deviceTime }) => Date.parse(visitTime ?? deviceTime ?? "") >= at);

/** What was lost for tasks that are in the field: by worker, the newest loss first. */
export function lostOf(packets: Packet[], tasks: Task[]): Lost[] {
  const found = new Map<string, Lost>();
  for (const task of tasks.filter((each) => stageOf(each) === "field")) {
    const own = packets.filter(
      ({ task: name, worker, device }) => name === task.name && worker === task.worker && isPhone(device),
    );
    const at = takenAgainAt(own);
    if (at === undefined || isVisitedSince(task, at)) continue;
    const worker = task.worker ?? "";
    const before = found.get(worker);
    found.set(worker, { worker, at: Math.max(at, before?.at ?? 0), tasks: [...(before?.tasks ?? []), task] });
  }
  return [...found.values()].sort((a, b) => b.at - a.at);
}
