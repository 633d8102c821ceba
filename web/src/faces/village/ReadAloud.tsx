/** Reads the screen aloud, where this machine has a voice of its own for the language. */
import { useEffect, useState } from "react";
import { onKey } from "../../shell/keys.ts";
import { topSheet } from "../../shell/Sheet.tsx";
import { say, silence, useVoice } from "../../shell/speech.ts";
import { useSpeaking } from "../../words/index.tsx";
import { Digit } from "./parts.tsx";

/** What stands on the screen, line by line; in a sheet that is open, what stands there. */
function linesOfScreen(): string[] {
  const shown = topSheet() ?? document.getElementById("content");
  // biome-ignore lint/performance/useDomNodeTextContent: the lines of the layout are the pauses of the reading
  const text = shown?.innerText ?? "";
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

export function ReadAloud() {
  const { w, tag } = useSpeaking();
  const canSpeak = useVoice(tag);
  const [reading, setReading] = useState(false);
  useEffect(() => silence, []);
  if (!canSpeak) return null;
  const press = () => {
    silence();
    setReading(!reading);
    if (!reading) say(linesOfScreen(), tag, () => setReading(false));
  };
  return (
    <button type="button" className="quiet" aria-pressed={reading} onClick={press} {...onKey("F1")}>
      {reading ? w.village.stopReading : w.village.readAloud} <Digit of="F1" />
    </button>
  );
}
