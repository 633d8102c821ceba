/** Which language the page speaks: chosen in the header, kept for each person on this device. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { speak } from "../contract/transport.ts";
import { en } from "./en.ts";
import { type Words, zh } from "./zh.ts";

export type Tag = "zh-CN" | "en";
export type { Words };

const KEY = "sharedcourt.language";
const read = (key: string): Tag | undefined => {
  const found = localStorage.getItem(key);
  return found === "en" || found === "zh-CN" ? found : undefined;
};

interface Speaking {
  tag: Tag;
  w: Words;
  /** Chooses a language, for the person who is signed in where there is one. */
  choose: (tag: Tag) => void;
  /** From now on the page is this person's. */
  become: (person: string | undefined) => void;
}

const Context = createContext<Speaking | undefined>(undefined);

export const wordsOf = (tag: Tag): Words => (tag === "en" ? en : zh);

export function Speak({ children }: { children: ReactNode }) {
  const [tag, setTag] = useState<Tag>(() => read(KEY) ?? "zh-CN");
  const [person, setPerson] = useState<string>();
  speak(tag);
  useEffect(() => {
    document.documentElement.lang = tag;
  }, [tag]);
  const speaking = useMemo<Speaking>(
    () => ({
      tag,
      w: wordsOf(tag),
      choose: (next) => {
        localStorage.setItem(KEY, next);
        if (person) localStorage.setItem(`${KEY}.${person}`, next);
        setTag(next);
      },
      become: (next) => {
        setPerson(next);
        const kept = next && read(`${KEY}.${next}`);
        if (kept) setTag(kept);
      },
    }),
    [tag, person],
  );
  return <Context value={speaking}>{children}</Context>;
}

export function useSpeaking(): Speaking {
  const found = useContext(Context);
  if (!found) throw new Error("no language");
  return found;
}

export const useWords = (): Words => useSpeaking().w;
