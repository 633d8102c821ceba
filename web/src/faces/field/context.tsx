/** The desk and the settings of this phone, for every screen. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Desk } from "./desk.ts";

export interface Settings {
  size: "normal" | "large" | "largest";
  hand: "right" | "left";
  speech: boolean;
}

interface Here {
  desk: Desk;
  settings: Settings;
  setSettings: (next: Settings) => void;
}

const Context = createContext<Here | undefined>(undefined);
const USUAL: Settings = { size: "normal", hand: "right", speech: true };

export function AtDesk({ desk, children }: { desk: Desk; children: ReactNode }) {
  const [settings, set] = useState(USUAL);
  const queries = useQueryClient();
  useEffect(() => {
    void desk.store.value<Settings>("settings").then((kept) => kept && set(kept));
    return desk.store.onChange(() => void queries.invalidateQueries({ queryKey: ["local"] }));
  }, [desk, queries]);
  useEffect(() => {
    document.documentElement.dataset.size = settings.size;
    document.documentElement.dataset.hand = settings.hand;
  }, [settings]);
  const here = useMemo<Here>(
    () => ({
      desk,
      settings,
      setSettings: (next) => {
        set(next);
        void desk.store.setValue("settings", next);
      },
    }),
    [desk, settings],
  );
  return <Context value={here}>{children}</Context>;
}

export function useHere(): Here {
  const found = useContext(Context);
  if (!found) throw new Error("no desk");
  return found;
}

export const useDesk = (): Desk => useHere().desk;

/** Something that is kept on this phone; read again whenever the phone's store changes. */
export function useLocal<T>(key: (string | boolean)[], read: () => Promise<T>) {
  return useQuery({
    queryKey: ["local", ...key],
    queryFn: async () => (await read()) ?? null,
    networkMode: "always",
    staleTime: 0,
    retry: false,
  });
}

export const useEntries = () => {
  const { store } = useDesk();
  return useLocal(["entries"], store.entries);
};
export const useFiles = () => {
  const { store } = useDesk();
  return useLocal(["files"], store.files);
};
