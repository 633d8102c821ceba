/** Files of the court's evidence: small pictures that open, papers in a frame, and a word about what has not come yet. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { problemOf } from "../../../contract/problem.ts";
import { sendSignedIn } from "../../../contract/transport.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { Dialog } from "../../../shell/Sheet.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { ONCE } from "./reading.ts";

/** Bytes by a path of the court; nothing where there are none. */
async function blobOf(path: string): Promise<Blob | null> {
  const response = await sendSignedIn(new Request(path, { headers: { accept: "*/*" } }));
  if (response.ok) return response.blob();
  if (response.status === 404) return null;
  throw await problemOf(response);
}

/** An address of bytes for as long as they are shown. */
function useUrl(blob: Blob | null | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(undefined);
    };
  }, [blob]);
  return url;
}

/** A small picture of a file; pressed, it shows the whole file. */
export function Picture({ name, label }: { name: string; label: string }) {
  const { w, d } = useDesk();
  const [shown, setShown] = useState(false);
  const read = useQuery({ ...ONCE, queryKey: ["thumbnail", name], queryFn: () => blobOf(`/v1/${name}:thumbnail`) });
  const url = useUrl(read.data);
  if (read.isPending) return <span className="skeleton" />;
  if (read.isError) return <span className="mark">{w.village.photoUnknown}</span>;
  return (
    <>
      <button type="button" className="picture" onClick={() => setShown(true)}>
        {read.data && url ? <img src={url} alt={label} /> : <span>{d.file.open(label)}</span>}
      </button>
      {shown && <FileSheet path={`/v1/${name}/content`} title={label} onClose={() => setShown(false)} />}
    </>
  );
}

/** A whole file over the page. */
export function FileSheet({ path, title, onClose }: { path: string; title: string; onClose: () => void }) {
  const { w, d } = useDesk();
  const read = useQuery({ ...ONCE, queryKey: ["file", path], queryFn: () => blobOf(path), gcTime: 0 });
  const url = useUrl(read.data);
  const type = read.data?.type ?? "";
  return (
    <Dialog className="sheet file" labelledBy="file-title" onClose={onClose}>
      <div className="row-between">
        <h2 id="file-title">{title}</h2>
        <span className="beside">
          {url && (
            <a className="button" href={url} download={title}>
              {d.file.save}
            </a>
          )}
          <button type="button" onClick={onClose}>
            {w.back}
          </button>
        </span>
      </div>
      {read.isPending && <p role="status">{w.loading}</p>}
      <ProblemNote fault={read.error} onRetry={() => read.refetch()} />
      {read.data === null && <p>{d.file.gone}</p>}
      {url && type.startsWith("image/") && <img src={url} alt={title} />}
      {url && type.startsWith("video/") && (
        // biome-ignore lint/a11y/useMediaCaption: what was filmed in a village has no captions
        <video src={url} controls />
      )}
      {url && type.startsWith("audio/") && (
        // biome-ignore lint/a11y/useMediaCaption: what was recorded in a village has no captions
        <audio src={url} controls />
      )}
      {url && type === "application/pdf" && <iframe src={url} title={title} />}
    </Dialog>
  );
}

/** A button that shows a paper of the court over the page. */
export function PaperButton({ path, title, label }: { path: string; title: string; label?: string }) {
  const { d } = useDesk();
  const [shown, setShown] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setShown(true)}>
        {label ?? d.file.open(title)}
      </button>
      {shown && <FileSheet path={path} title={title} onClose={() => setShown(false)} />}
    </>
  );
}
