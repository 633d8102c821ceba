/** Papers of a request that a telephone sends: a code on the desk, and each paper as it arrives. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { court, data } from "../../../../contract/client.ts";
import { courtNow } from "../../../../contract/clock.ts";
import type { Schemas } from "../../../../contract/types.ts";
import { useAct } from "../../../../shell/act.ts";
import { ProblemNote } from "../../../../shell/ProblemNote.tsx";
import { Dialog } from "../../../../shell/Sheet.tsx";
import { Squares } from "../../../../shell/Squares.tsx";
import { useDesk } from "../../../../words/desk/index.ts";
import { Picture } from "../../parts/Files.tsx";
import { Refusal } from "../../parts/Refusal.tsx";
import { PLAIN } from "../../parts/reading.ts";
import { idOf } from "../../router.ts";
import { type PaperKind, type PhonePaper, withArrived } from "./request.ts";

type Session = Schemas["sharedcourt.access.v1.UploadSession"];
type Evidence = Schemas["sharedcourt.evidence.v1.Evidence"];

/** How often the court is asked what has arrived, while the code is shown. */
const ASK = 2000;

/** Where the telephone sends; what follows # stays in the telephone. */
const addressOf = (code: string) => `${location.origin}/upload/#${code.replace(/\D/g, "")}`;

const isOver = ({ state }: Session): boolean =>
  state === "UPLOAD_SESSION_STATE_ENDED" || state === "UPLOAD_SESSION_STATE_EXPIRED";

interface Props {
  case: { name: string; caseNumber: string };
  kinds: readonly PaperKind[];
  papers: readonly PhonePaper[];
  /** What is still needed beside the papers of the telephone. */
  needed: readonly PaperKind[];
  onChange: (papers: PhonePaper[]) => void;
}

export function PhonePapers({ case: of, kinds, papers, needed, onChange }: Props) {
  const { d } = useDesk();
  const acting = useAct();
  const [shown, setShown] = useState<Session>();
  const make = () =>
    void acting.run(`phone ${of.name}`, async (requestId) => {
      const uploadSession = { case: of.name, caseNumber: of.caseNumber };
      setShown(await data(court.POST("/v1/uploadSessions", { body: { requestId, uploadSession } as never })));
    });
  return (
    <div className="field">
      <span className="beside">
        <button type="button" onClick={make} disabled={acting.busy !== undefined}>
          {d.phone.open}
        </button>
        <span className="reason">{d.phone.hint}</span>
      </span>
      <Refusal acting={acting} />
      <Papers kinds={kinds} papers={papers} onChange={onChange} />
      {shown && (
        <PhoneSheet
          key={shown.name}
          session={shown}
          onAgain={make}
          onClose={() => setShown(undefined)}
          onArrived={(names) => onChange(withArrived(papers, names, needed))}
        >
          <Papers kinds={kinds} papers={papers} onChange={onChange} />
        </PhoneSheet>
      )}
    </div>
  );
}

/** The papers that came by the telephone: what each is, and whether it is used. */
function Papers({ kinds, papers, onChange }: Pick<Props, "kinds" | "papers" | "onChange">) {
  const { d } = useDesk();
  if (papers.length === 0) return null;
  return (
    <ul className="pictures">
      {papers.map((paper, at) => (
        <li key={paper.name}>
          <Picture name={paper.name} label={d.phone.paper(at + 1)} />
          <select
            aria-label={d.phone.kindOf(at + 1)}
            value={paper.kind}
            onChange={(event) => {
              const kind = event.target.value as PaperKind;
              onChange(papers.map((each) => (each.name === paper.name ? { ...each, kind } : each)));
            }}
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {d.paperKinds[kind]}
              </option>
            ))}
          </select>
          <button
            type="button"
            className="link"
            onClick={() => onChange(papers.filter(({ name }) => name !== paper.name))}
          >
            {d.phone.leaveOut(at + 1)}
          </button>
        </li>
      ))}
    </ul>
  );
}

interface SheetProps {
  session: Session;
  onAgain: () => void;
  onClose: () => void;
  /** Called once for each paper that is whole. */
  onArrived: (names: string[]) => void;
  children: ReactNode;
}

function PhoneSheet({ session, onAgain, onClose, onArrived, children }: SheetProps) {
  const { w, d } = useDesk();
  const heading = useId();
  const acting = useAct();
  const id = idOf(session.name);
  const path = { params: { path: { uploadSessionId: id } } };
  const read = useQuery({
    ...PLAIN,
    queryKey: ["upload session", id],
    queryFn: async () => {
      const now = await data(court.GET("/v1/uploadSessions/{uploadSessionId}", path));
      const files = await data(court.GET("/v1/uploadSessions/{uploadSessionId}/evidence", path));
      return { now, files: files.evidence ?? [] };
    },
    refetchInterval: ({ state: { data: found } }) => (found && isOver(found.now) ? false : ASK),
  });
  const { now = session, files = [] } = read.data ?? {};
  useArrived(files, onArrived);
  const end = () =>
    void acting.run(`end ${id}`, async (requestId) => {
      // A code that nobody used ends too, so that it opens nothing once the sheet is gone.
      if (!isOver(now)) {
        await data(court.POST("/v1/uploadSessions/{uploadSessionId}:end", { ...path, body: { requestId } as never }));
      }
      onClose();
    });
  const coming = files.filter(({ state }) => state === "EVIDENCE_STATE_DECLARED");
  return (
    <Dialog className="sheet phone-papers" labelledBy={heading} onClose={end}>
      <h2 id={heading}>{d.phone.title}</h2>
      {now.state === "UPLOAD_SESSION_STATE_WAITING" && (
        <div className="ways">
          <Squares text={addressOf(session.code ?? "")} label={d.phone.squares} />
          <div>
            <p>{d.phone.scan}</p>
            <p>{d.phone.orType}</p>
            <p>{`${location.host}/upload/`}</p>
            <p className="slip-code">
              <strong>{session.code}</strong>
            </p>
            <Left until={now.expireTime} text={d.phone.codeLeft} />
          </div>
        </div>
      )}
      <div role="status">
        {now.state === "UPLOAD_SESSION_STATE_OPEN" && <p>{d.phone.connected}</p>}
        {isOver(now) && <p className="note">{d.phone.over}</p>}
        {coming.map((file) => (
          <p key={file.name}>{d.phone.coming(percentOf(file))}</p>
        ))}
      </div>
      {now.state === "UPLOAD_SESSION_STATE_OPEN" && <Left until={now.expireTime} text={d.phone.sendLeft} />}
      {children}
      <ProblemNote fault={read.error} onRetry={() => read.refetch()} />
      <Refusal acting={acting} />
      <p className="beside">
        <button type="button" className="primary" disabled={acting.busy !== undefined} onClick={end}>
          {isOver(now) ? w.back : now.state === "UPLOAD_SESSION_STATE_OPEN" ? d.phone.finish : d.phone.cancel}
        </button>
        {isOver(now) && (
          <button type="button" onClick={onAgain}>
            {d.phone.again}
          </button>
        )}
      </p>
    </Dialog>
  );
}

/** Passes on the papers that are whole, each once: one that was left out does not come back by itself. */
function useArrived(files: readonly Evidence[], onArrived: (names: string[]) => void): void {
  const seen = useRef(new Set<string>());
  const arrived = useRef(onArrived);
  arrived.current = onArrived;
  useEffect(() => {
    const whole = files.filter(({ state }) => state === "EVIDENCE_STATE_STORED").map(({ name }) => name ?? "");
    const names = whole.filter((name) => !seen.current.has(name));
    for (const name of names) seen.current.add(name);
    if (names.length > 0) arrived.current(names);
  }, [files]);
}

const percentOf = ({ uploadOffset, sizeBytes }: Evidence): number =>
  Math.floor((100 * Number(uploadOffset ?? 0)) / Math.max(1, Number(sizeBytes)));

/** How long something lasts yet, by the court's clock. */
function Left({
  until,
  text,
}: {
  until: string | null | undefined;
  text: (minutes: number, seconds: number) => string;
}) {
  const [, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil((Date.parse(until ?? "") - courtNow()) / 1000));
  return (
    <p className="reason" role="timer">
      {text(Math.floor(left / 60), left % 60)}
    </p>
  );
}
