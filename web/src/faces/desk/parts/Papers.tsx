/** Papers beside what they are about: their titles, and the one that is open. The court gives the bytes; the browser shows them. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Problem } from "../../../contract/problem.ts";
import { accepted, sendSignedIn } from "../../../contract/transport.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { Answer } from "./Page.tsx";
import { PLAIN } from "./reading.ts";

/** The paper alone, as wide as there is room. */
const VIEW = "#navpanes=0&view=FitH";

export interface PaperOf {
  /** Where the court gives it. */
  path: string;
  title: string;
}

const read = async (path: string): Promise<Blob> => {
  const request = new Request(path, { headers: { accept: "application/pdf, image/*, */*" } });
  return (await accepted(await sendSignedIn(request))).blob();
};

export function Papers({ papers, heading }: { papers: readonly PaperOf[]; heading: string }) {
  const [chosen, setChosen] = useState(0);
  const open = papers[Math.min(chosen, papers.length - 1)];
  if (!open) return null;
  return (
    <section className="papers" aria-label={heading}>
      <h2>{heading}</h2>
      <ul className="chips">
        {papers.map(({ path, title }, at) => (
          <li key={path}>
            <button type="button" aria-pressed={papers[at] === open} onClick={() => setChosen(at)}>
              {title}
            </button>
          </li>
        ))}
      </ul>
      <Paper key={open.path} {...open} />
    </section>
  );
}

function Paper({ path, title }: PaperOf) {
  const { d } = useDesk();
  const found = useQuery({
    ...PLAIN,
    queryKey: ["paper", path],
    queryFn: () => read(path),
    // What a paper holds is never changed, and is not kept longer than it is shown.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const url = useUrl(found.data);
  // That one may not read a paper is no fault of what is done here: the court's words stand in its place.
  if (found.error instanceof Problem && [403, 404].includes(found.error.refused.status)) {
    return <p className="paper-shown unreadable">{found.error.message}</p>;
  }
  return (
    <Answer read={found} lines={8}>
      {(blob) =>
        url === undefined ? null : blob.type === "application/pdf" ? (
          <iframe className="paper-shown" title={title} src={`${url}${VIEW}`} />
        ) : blob.type.startsWith("image/") ? (
          <img className="paper-shown" alt={title} src={url} />
        ) : (
          <p>
            <a href={url} download={title}>
              {d.file.open(title)}
            </a>
          </p>
        )
      }
    </Answer>
  );
}

/** An address for bytes, for as long as they are shown. */
function useUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}
