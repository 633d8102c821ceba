/** The camera of a terminal: what it sees, and one button that takes the picture. */
import { useEffect, useRef, useState } from "react";
import { Sheet } from "../../shell/Sheet.tsx";
import { useWords } from "../../words/index.tsx";

interface Props {
  title: string;
  onTaken: (picture: Blob) => void;
  onClose: () => void;
}

export function Camera({ title, onTaken, onClose }: Props) {
  const w = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<"asking" | "ready" | "none">("asking");
  useEffect(() => {
    let stream: MediaStream | undefined;
    let gone = false;
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const start = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1600 } }, audio: false });
      if (gone || !video.current) return stop();
      video.current.srcObject = stream;
      await video.current.play();
      setState("ready");
    };
    start().catch(() => !gone && setState("none"));
    return () => {
      gone = true;
      stop();
    };
  }, []);
  const take = () => {
    const seen = video.current;
    if (!seen) return;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [seen.videoWidth, seen.videoHeight];
    canvas.getContext("2d")?.drawImage(seen, 0, 0);
    canvas.toBlob((picture) => picture && onTaken(picture), "image/jpeg", 0.92);
  };
  return (
    <Sheet title={title} onClose={onClose}>
      {state === "none" ? <p role="alert">{w.field.cameraNone}</p> : <p className="hint">{w.field.cameraHint}</p>}
      <video ref={video} className="camera" muted playsInline aria-label={w.field.cameraView} />
      <div className="stack">
        <button type="button" className="primary" disabled={state !== "ready"} onClick={take}>
          {w.field.cameraTake}
        </button>
        <button type="button" onClick={onClose}>
          {w.cancel}
        </button>
      </div>
    </Sheet>
  );
}
