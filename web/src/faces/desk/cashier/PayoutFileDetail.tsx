/** One file for the bank: its payments, its bytes for a recorded reason, what the bank answered, and its withdrawal by a second person. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { court, data } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import { accepted, sendSignedIn } from "../../../contract/transport.ts";
import { useAct } from "../../../shell/act.ts";
import { ProblemNote } from "../../../shell/ProblemNote.tsx";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { PLAIN, useNameOf } from "../parts/reading.ts";
import { moneyText, shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf, link } from "../router.ts";
import { PayoutResults } from "./PayoutResults.tsx";
import { FILES, type PayoutFile, progressOf } from "./payoutFile.ts";

export function PayoutFileDetail({ id }: { id: string }) {
  const { d } = useDesk();
  const { role } = usePresent();
  const isPayer = role === "ROLE_CASHIER";
  const read = useQuery({
    ...PLAIN,
    queryKey: ["payout file", id],
    queryFn: () => data(court.GET("/v1/payoutFiles/{payoutFileId}", { params: { path: { payoutFileId: id } } })),
  });
  const file = read.data;
  return (
    <Page
      title={file ? `${d.payoutFile.one} ${file.number}` : d.payoutFile.one}
      back={{ path: FILES, title: d.payoutFile.title }}
      beside={
        file && <span className="mark">{d.payoutFile.states[file.state ?? "PAYOUT_FILE_STATE_UNSPECIFIED"]}</span>
      }
    >
      <Answer read={read} lines={8}>
        {(file) => <Standing file={file} id={id} isPayer={isPayer} />}
      </Answer>
    </Page>
  );
}

interface FileProps {
  file: PayoutFile;
  id: string;
}

function Standing({ file, id, isPayer }: FileProps & { isPayer: boolean }) {
  const { d } = useDesk();
  const { me } = usePresent();
  const isOpen = file.state === "PAYOUT_FILE_STATE_OPEN";
  const isStale = isOpen && (file.leftCount ?? 0) > 0;
  const hasResults = (file.paidCount ?? 0) + (file.failedCount ?? 0) > 0;
  const canEnter = isPayer && isOpen && Boolean(file.downloadTime);
  return (
    <>
      <Head file={file} />
      {isStale && <p className="bar">{d.payoutFile.stale}</p>}
      {isPayer && isOpen && !isStale && <Download file={file} id={id} isFirst={!file.downloadTime} />}
      {canEnter && <PayoutResults file={file} id={id} />}
      <Payments file={file} isPayer={isPayer} />
      {isOpen && !hasResults && file.creator !== me.name && <Withdraw file={file} id={id} />}
    </>
  );
}

function Head({ file }: { file: PayoutFile }) {
  const { d } = useDesk();
  const nameOf = useNameOf();
  const both = (person: string | null | undefined, time: string | null | undefined) =>
    [nameOf(person, file), shortMoment(time)].filter(Boolean).join(" ");
  return (
    <div className="case-head">
      <Facts
        rows={[
          [d.payoutFile.count, d.payoutFile.countOf(file.rowCount ?? 0)],
          [d.payoutFile.total, moneyText(file.totalFen)],
          [d.payoutFile.progress, progressOf(file, d.payoutFile)],
          [d.payoutFile.paid, moneyText(file.paidFen)],
          [d.payoutFile.made, both(file.creator, file.createTime)],
          [d.payoutFile.downloaded, both(file.downloader, file.downloadTime) || d.payoutFile.notDownloaded],
          [d.payoutFile.withdrawn, both(file.withdrawer, file.withdrawTime)],
          [d.payoutFile.withdrawReason, file.withdrawal],
          [
            d.payoutFile.digest,
            <code key="digest" className="digest">
              {file.sha256}
            </code>,
          ],
        ]}
      />
    </div>
  );
}

/** Gives the bytes to be saved, for a reason that is recorded each time. Nothing of them is kept in the page. */
function Download({ file, id, isFirst }: FileProps & { isFirst: boolean }) {
  const { d } = useDesk();
  const { report } = usePresent();
  const queries = useQueryClient();
  const { busy, refused, run } = useAct();
  const [reason, setReason] = useState(d.cashier.revealDefault);
  const save = async () => {
    const headers = { accept: "text/csv", "x-access-reason": encodeURIComponent(reason.trim()) };
    const answer = await accepted(await sendSignedIn(new Request(`/v1/payoutFiles/${id}:content`, { headers })));
    const url = URL.createObjectURL(await answer.blob());
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.download = `${file.number}.csv`;
    anchor.click();
    URL.revokeObjectURL(url);
    report(d.payoutFile.got(file.number ?? ""));
    void queries.invalidateQueries({ queryKey: ["payout files"] });
    await queries.invalidateQueries({ queryKey: ["payout file", id] });
  };
  return (
    <form
      className="case-head"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void run(reason, save);
      }}
    >
      <p className="reason">{d.payoutFile.downloadHint}</p>
      <TextField
        id="downloadReason"
        label={d.payoutFile.downloadReason}
        value={reason}
        maxLength={100}
        required
        onChange={setReason}
      />
      <ProblemNote fault={refused?.fault} fieldOf={() => "downloadReason"} />
      <button type="submit" className={isFirst ? "primary" : ""} disabled={busy !== undefined || !reason.trim()}>
        {busy ? d.submitting : d.payoutFile.download}
      </button>
    </form>
  );
}

/** The payments in the order of the file. What failed leads to its new account. */
function Payments({ file, isPayer }: { file: PayoutFile; isPayer: boolean }) {
  const { d } = useDesk();
  return (
    <section>
      <h2>{d.payoutFile.rows}</h2>
      <Rows
        rows={file.rows ?? []}
        caption={d.payoutFile.rows}
        keyOf={({ row }) => String(row)}
        empty={d.payoutFile.empty.open}
        answer={file}
        columns={[
          { title: d.payoutFile.row, cell: ({ row }) => row, width: "4rem" },
          { title: d.cashier.payee, cell: ({ payee }) => payee, width: "10rem" },
          { title: d.case.number, cell: (row, answer) => labelText(answer, row.case) },
          { title: d.cashier.bank, cell: ({ bank }) => bank },
          { title: d.cashier.account, cell: ({ account }) => account, width: "7rem" },
          { title: d.cashier.amount, cell: ({ amountFen }) => moneyText(amountFen), align: "right", width: "9rem" },
          {
            title: d.payoutFile.state,
            cell: ({ state }) => (
              <span className="mark">{d.payoutFile.rowStates[state ?? "PAYOUT_FILE_ROW_STATE_UNSPECIFIED"]}</span>
            ),
            width: "8rem",
          },
          {
            title: d.payoutFile.detail,
            cell: ({ state, payout, bankReference, payTime, failure }) => (
              <>
                {bankReference ? `${bankReference} ${shortMoment(payTime)}` : failure}{" "}
                {isPayer && state === "PAYOUT_FILE_ROW_STATE_FAILED" && (
                  <a {...link(`/payouts/${idOf(payout)}`)}>{d.payoutFile.retry}</a>
                )}
              </>
            ),
          },
        ]}
      />
    </section>
  );
}

function Withdraw({ file, id }: FileProps) {
  const { d } = useDesk();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [reason, setReason] = useState("");
  const reload = () => queries.invalidateQueries({ queryKey: ["payout file", id] });
  const withdraw = async (requestId: string) => {
    await data(
      court.POST("/v1/payoutFiles/{payoutFileId}:withdraw", {
        params: { path: { payoutFileId: id } },
        body: { requestId, reason, ...(file.etag ? { etag: file.etag } : {}) },
      }),
    );
    report(d.payoutFile.withdrew(file.number ?? ""));
    void queries.invalidateQueries({ queryKey: ["payout files"] });
    void queries.invalidateQueries({ queryKey: ["payouts"] });
    await reload();
  };
  return (
    <details className="case-head">
      <summary>{d.payoutFile.withdraw}</summary>
      <p className="reason">{d.payoutFile.withdrawHint}</p>
      <ActForm
        acting={acting}
        label={d.payoutFile.withdrawOf(file.number ?? "")}
        lacks={!reason.trim()}
        isDanger
        onChanged={reload}
        now={progressOf(file, d.payoutFile)}
        onSubmit={() => void acting.run(`${file.etag} ${reason}`, withdraw)}
      >
        <TextField
          id="reason"
          label={d.payoutFile.withdrawReason}
          value={reason}
          maxLength={1000}
          required
          onChange={setReason}
        />
      </ActForm>
    </details>
  );
}
