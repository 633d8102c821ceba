/** Which language the page speaks: chosen in the header, kept for each person on this device. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { speak } from "../contract/transport.ts";
import { chosenLanguage, keepLanguage, load, type Tag, wordsOf } from "./language.ts";
import { type Words, zh } from "./zh.ts";

export type { Tag, Words };

interface Speaking {
  tag: Tag;
  w: Words;
  /** Whether the language that was chosen could not be loaded. */
  isAway: boolean;
  /** Chooses a language, for the person who is signed in where there is one. */
  choose: (tag: Tag) => void;
  /** From now on the page is this person's. */
  become: (person: string | undefined) => void;
}

const Context = createContext<Speaking | undefined>(undefined);

/** The language that the page speaks, and the way to another: the page speaks as before until that one is loaded. */
function useLanguage() {
  const [tag, setTag] = useState<Tag>(() => {
    const chosen = chosenLanguage() ?? "zh-CN";
    return wordsOf(chosen) ? chosen : "zh-CN";
  });
  const [wanted, setWanted] = useState<{ tag: Tag }>();
  const [isAway, setIsAway] = useState(false);
  const want = useCallback((tag: Tag) => setWanted({ tag }), []);
  useEffect(() => {
    if (!wanted) return;
    let isLast = true;
    setIsAway(false);
    load(wanted.tag).then(
      () => isLast && setTag(wanted.tag),
      () => isLast && setIsAway(true),
    );
    return () => {
      isLast = false;
    };
  }, [wanted]);
  return { tag, isAway, want };
}

export function Speak({ children }: { children: ReactNode }) {
  const { tag, isAway, want } = useLanguage();
  const [person, setPerson] = useState<string>();
  speak(tag);
  useEffect(() => {
    document.documentElement.lang = tag;
  }, [tag]);
  const speaking = useMemo<Speaking>(
    () => ({
      tag,
      w: wordsOf(tag) ?? zh,
      isAway,
      choose: (next) => {
        keepLanguage(next, person);
        want(next);
      },
      become: (next) => {
        setPerson(next);
        const kept = next && chosenLanguage(next);
        if (kept) want(kept);
      },
    }),
    [tag, isAway, want, person],
  );
  return <Context value={speaking}>{children}</Context>;
}

export function useSpeaking(): Speaking {
  const found = useContext(Context);
  if (!found) throw new Error("no language");
  return found;
}

export const useWords = (): Words => useSpeaking().w;
