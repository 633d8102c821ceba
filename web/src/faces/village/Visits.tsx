/** The visits of a task, with small pictures of what has come of their photos, and a word about what has not. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { problemOf } from "../../contract/problem.ts";
import { sendSignedIn } from "../../contract/transport.ts";
import type { Task } from "../../contract/types.ts";
import { momentOf } from "../../shell/dates.ts";
import { useSpeaking, useWords } from "../../words/index.tsx";
import { filesOf, nameIn, timeOfVisit } from "./story.ts";

export function Visits({ task }: { task: Task }) {
  const { w, tag } = useSpeaking();
  const attempts = task.attempts ?? [];
  return (
    <>
      <h2>{w.village.visits}</h2>
      {attempts.length === 0 && <p>{w.village.noVisits}</p>}
      <ul>
        {attempts.map((attempt) => {
          const files = filesOf(task, attempt);
          const there = files.filter(({ state }) => state === "TASK_FILE_STATE_STORED").length;
          const who = nameIn(task, attempt.worker) ?? w.village.aWorker;
          return (
            <li key={attempt.name} className="card">
              <h3>{w.village.visitBy(who, momentOf(timeOfVisit(attempt), tag))}</h3>
              <p>
                <strong>{w.outcomes[attempt.outcome]}</strong>
                {files.length > 0 && ` · ${w.village.visitPhotos(there, files.length)}`}
              </p>
              {attempt.note && <p className="note">{attempt.note}</p>}
              <ul className="thumbnails">
                {files.map(({ name, state, percent }, index) => (
                  <li key={name}>
                    <FileOf name={name} state={state} percent={percent} number={index + 1} />
                  </li>
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
    </>
  );
}

interface FileProps {
  name: string;
  state: ReturnType<typeof filesOf>[number]["state"];
  percent: number;
  number: number;
}

function FileOf({ name, state, percent, number }: FileProps) {
  const w = useWords();
  if (state === "TASK_FILE_STATE_STORED") return <Picture name={name} number={number} />;
  const said = {
    TASK_FILE_STATE_UNSPECIFIED: w.village.photoUnknown,
    TASK_FILE_STATE_NOT_DECLARED: w.village.photoUndeclared,
    TASK_FILE_STATE_ARRIVING: percent > 0 ? w.village.photoPart(percent) : w.village.photoOnWay,
    TASK_FILE_STATE_DELETED: w.village.photoDeleted,
  }[state];
  return <span className="mark">{said}</span>;
}

/** A picture that is here; what is no picture is here all the same. */
function Picture({ name, number }: { name: string; number: number }) {
  const w = useWords();
  const read = useQuery({
    queryKey: ["thumbnail", name],
    retry: false,
    networkMode: "always",
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const response = await sendSignedIn(new Request(`/v1/${name}:thumbnail`, { headers: { accept: "*/*" } }));
      if (response.ok) return response.blob();
      // What is no picture has none; anything else can be asked again.
      if (response.status === 404) return null;
      throw await problemOf(response);
    },
  });
  const [url, setUrl] = useState<string>();
  const blob = read.data;
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  if (read.isPending) return <div className="skeleton" />;
  if (blob && url) return <img src={url} alt={w.village.photoOf(number)} />;
  if (read.isError) return <span className="mark">{w.village.photoUnknown}</span>;
  return <span className="mark">{blob ? w.loading : w.village.fileThere}</span>;
}
