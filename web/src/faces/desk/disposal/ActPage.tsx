/** The page of one act: on a parcel, on the project as a whole, or an opinion that the court enters for a department. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { Facts } from "../../../shell/parts.tsx";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { sendFiles } from "../parts/files.ts";
import { Answer, Page } from "../parts/Page.tsx";
import { moneyText, worthText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go } from "../router.ts";
import { ActFields } from "./ActFields.tsx";
import { type Disposal, lacks, type Parcel, type ParcelAct, sentBy, type Written, writtenFor } from "./course.ts";
import { OpinionForm } from "./OpinionForm.tsx";
import { useDisposal } from "./reading.ts";
import { useDisposalWords } from "./words.ts";

const ACTS: readonly string[] = ["list", "sell", "fail", "pay", "deliver", "register", "takeInKind"];
const isAct = (text: string | undefined): text is ParcelAct => text !== undefined && ACTS.includes(text);

export function ActPage({ id, rest: [what, act] }: { id: string; rest: string[] }) {
  const { p } = useDisposalWords();
  const read = useDisposal(id);
  const project = read.data;
  const parcel = project?.parcels?.find(({ name }) => name?.endsWith(`/${what}`));
  const title =
    what === "withdraw"
      ? p.acts.withdraw.title
      : what === "opinion"
        ? p.opinionFor
        : isAct(act)
          ? p.acts[act].title
          : p.one;
  return (
    <Page title={title} back={{ path: `/disposals/${id}`, title: project?.title ?? p.one }}>
      <Answer read={read} lines={8}>
        {(found): ReactNode =>
          what === "withdraw" ? (
            <Withdraw id={id} project={found} />
          ) : what === "opinion" ? (
            <ForDepartment id={id} project={found} />
          ) : (
            parcel && isAct(act) && <OnParcel id={id} project={found} parcel={parcel} act={act} />
          )
        }
      </Answer>
    </Page>
  );
}

/** Reads again what an act has changed, and goes back to the project with what was done. */
function useDone(id: string) {
  const queries = useQueryClient();
  const { report } = usePresent();
  const again = async () => {
    await queries.invalidateQueries({ queryKey: ["disposal", id] });
    void queries.invalidateQueries({ queryKey: ["disposals"] });
  };
  const done = async (text: string) => {
    await again();
    const path = `/disposals/${id}`;
    report(text, path);
    go(path, true);
  };
  return { again, done };
}

function ForDepartment({ id, project }: { id: string; project: Disposal }) {
  const { p } = useDisposalWords();
  const { done } = useDone(id);
  return (
    <OpinionForm
      id={id}
      project={project}
      units={project.requiredUnits ?? []}
      isQuiet={false}
      again={() => done(p.opinionGiven(project.title))}
    />
  );
}

function Withdraw({ id, project }: { id: string; project: Disposal }) {
  const { p } = useDisposalWords();
  const { again, done } = useDone(id);
  const acting = useAct();
  const [reason, setReason] = useState("");
  const submit = () =>
    void acting.run(`withdraw ${reason}`, async (requestId) => {
      const body = { requestId, name: project.name ?? "", etag: project.etag ?? "", reason: reason.trim() };
      await data(court.POST("/v1/disposals/{disposalId}:withdraw", { params: { path: { disposalId: id } }, body }));
      await done(p.acts.withdraw.done(project.title));
    });
  return (
    <ActForm
      acting={acting}
      label={p.acts.withdraw.do(project.title)}
      lacks={!reason.trim()}
      isDanger
      onChanged={again}
      now={p.states[project.state ?? "DISPOSAL_STATE_UNSPECIFIED"]}
      onSubmit={submit}
    >
      <TextField id="reason" label={p.withdrawWhy} value={reason} maxLength={2000} long onChange={setReason} />
    </ActForm>
  );
}

interface OnParcelProps {
  id: string;
  project: Disposal;
  parcel: Parcel;
  act: ParcelAct;
}

function OnParcel({ id, project, parcel, act }: OnParcelProps) {
  const { p } = useDisposalWords();
  const { again, done } = useDone(id);
  const acting = useAct();
  const [said, setSaid] = useState<Written>(() => writtenFor(act, parcel));
  const [files, setFiles] = useState<File[]>([]);
  const words = p.acts[act];
  const submit = () =>
    void acting.run(JSON.stringify([act, said, files.map(({ name, size }) => [name, size])]), async (requestId) => {
      const papers = await sendFiles(files, requestId);
      const own = sentBy(act, said, papers);
      const body = { requestId, name: project.name, etag: project.etag, parcel: parcel.name, ...own } as never;
      const params = { path: { disposalId: id } };
      if (act === "list") await data(court.POST("/v1/disposals/{disposalId}/listings", { params, body }));
      else await data(court.POST(`/v1/disposals/{disposalId}:${act}`, { params, body }));
      await done(words.done(parcel.location));
    });
  const last = parcel.listings?.[parcel.listings.length - 1];
  return (
    <ActForm
      acting={acting}
      label={words.do(parcel.location)}
      lacks={lacks(act, said, files.length)}
      isDanger={act === "fail" || act === "takeInKind"}
      onChanged={again}
      now={p.parcelStates[parcel.state ?? "PARCEL_STATE_UNSPECIFIED"]}
      onSubmit={submit}
      beside={
        <Facts
          rows={[
            [p.number, parcel.number],
            [p.location, parcel.location],
            [p.state, p.parcelStates[parcel.state ?? "PARCEL_STATE_UNSPECIFIED"]],
            [p.valuationShort, worthText(parcel.valuationFen)],
            [p.round, last && p.roundOf(last.round ?? 0)],
            [p.start, last && moneyText(last.startPriceFen)],
            [p.price, parcel.sale && moneyText(parcel.sale.priceFen)],
            [p.buyer, parcel.sale?.buyer?.displayName],
          ]}
        />
      }
    >
      <ActFields
        act={act}
        parcel={parcel}
        said={said}
        onChange={(part) => setSaid((before) => ({ ...before, ...part }))}
        files={files}
        onFiles={setFiles}
      />
    </ActForm>
  );
}
