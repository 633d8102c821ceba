/** Reading aloud, by the voices of this device alone: nothing that is said leaves it. */
import { useSyncExternalStore } from "react";
import type { Tag } from "../words/index.tsx";

const synthesis = (): SpeechSynthesis | undefined => ("speechSynthesis" in window ? window.speechSynthesis : undefined);

function localVoice(tag: Tag): SpeechSynthesisVoice | undefined {
  return synthesis()
    ?.getVoices()
    .find((voice) => voice.localService && voice.lang.startsWith(tag.slice(0, 2)));
}

/** Says sentences one after the other; `onEnd` when the last one is said. Without a voice it says nothing. */
export function say(sentences: string[], tag: Tag, onEnd?: () => void): void {
  const voice = localVoice(tag);
  if (!voice || sentences.length === 0) {
    onEnd?.();
    return;
  }
  for (const [index, sentence] of sentences.entries()) {
    const said = new SpeechSynthesisUtterance(sentence);
    said.voice = voice;
    said.lang = voice.lang;
    if (onEnd && index === sentences.length - 1) said.onend = onEnd;
    synthesis()?.speak(said);
  }
}

export const silence = (): void => synthesis()?.cancel();

const subscribe = (listener: () => void) => {
  const voices = synthesis();
  voices?.addEventListener("voiceschanged", listener);
  return () => voices?.removeEventListener("voiceschanged", listener);
};

/** Whether this device can speak the language. */
export const useVoice = (tag: Tag): boolean => useSyncExternalStore(subscribe, () => localVoice(tag) !== undefined);
