/** When a new version of the page may take over: when nothing is being written and nothing is on its way. */
import { useEffect, useState } from "react";
import { register as registerFace, useNewVersion } from "../../shell/worker.ts";
import type { Desk } from "./desk.ts";

const SCOPE = "/field/";
export const register = () => registerFace(SCOPE);

const isIdle = async (desk: Desk): Promise<boolean> => !desk.isSending && (await desk.store.drafts()).length === 0;

/** Whether a new version waits, and the way to take it now. */
export function useUpdate(desk: Desk): { waiting: boolean; idle: boolean; update: () => void } {
  const version = useNewVersion(SCOPE);
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const look = () => void isIdle(desk).then(setIdle);
    look();
    return desk.store.onChange(look);
  }, [desk]);
  return { ...version, idle };
}
