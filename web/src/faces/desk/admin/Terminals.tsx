/** The terminals of the network and of one court: whether they are there, the code that enrols one, and the end of its credential. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court } from "../../../contract/client.ts";
import type { Court, Schemas, Terminal } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { Danger } from "../../../shell/parts.tsx";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { data, madeOf } from "../parts/answers.ts";
import { Choose } from "../parts/Choose.tsx";
import { Folded } from "../parts/Folded.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { type Column, PagedRows, Rows } from "../parts/Rows.tsx";
import { filterOf, PLAIN, usePages } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { go, idOf, pathWith, useQueryOf } from "../router.ts";
import { nextNumber, numberOf } from "./network.ts";
import { useCourts } from "./reading.ts";

const PRESENCES = ["ONLINE", "OFFLINE", "NEVER_SEEN"] as const;

export function Terminals() {
  const { a, d } = useAdmin();
  const chosen = useQueryOf().get("presence");
  const presence = PRESENCES.find((each) => each === chosen) ?? "";
  const filter = filterOf({ presence });
  const courts = useCourts().data;
  const columns = useColumns();
  const pages = usePages(["terminals", filter], async (query) => {
    const page = await data(court.GET("/v1/terminals", { params: { query: { ...query, filter } } }));
    return madeOf(page, { ...page, labels: courts?.labels ?? {} });
  });
  return (
    <Page title={a.network.terminals} back={{ path: "/network", title: a.network.title }}>
      <div className="filters">
        <Choose
          label={a.network.presence}
          value={presence}
          onChange={(next) => go(pathWith("/network/terminals", { presence: next }), true)}
          options={[["", d.all], ...PRESENCES.map((each) => [each, a.network.presences[`PRESENCE_${each}`]] as const)]}
        />
      </div>
      <PagedRows
        pages={pages}
        rowsOf={(page) => page.terminals ?? []}
        caption={a.network.terminals}
        keyOf={({ name }: Terminal) => name ?? ""}
        pathOf={(row: Terminal) => `/network/court/${idOf(row.court)}`}
        empty={a.network.terminalsEmpty}
        columns={[
          {
            title: a.people.court,
            cell: ({ court }) => courts?.byName.get(court ?? "")?.displayName ?? a.network.unknownCourt,
          },
          ...columns,
        ]}
      />
    </Page>
  );
}

function useColumns(): Column<Terminal>[] {
  const { a } = useAdmin();
  return [
    { title: a.network.terminal, cell: (row) => a.network.terminalNumber(numberOf(row)), width: "7rem" },
    {
      title: a.network.presence,
      cell: ({ presence }) => (
        <span className={presence === "PRESENCE_ONLINE" ? "mark good" : "mark"}>
          {a.network.presences[presence ?? "PRESENCE_UNSPECIFIED"]}
        </span>
      ),
      width: "8rem",
    },
    { title: a.network.heard, cell: ({ lastHeartbeatTime }) => shortMoment(lastHeartbeatTime), width: "10.5rem" },
    {
      title: a.network.enrolled,
      cell: ({ enrolTime }) => shortMoment(enrolTime) || <span className="soft">{a.network.notEnrolled}</span>,
      width: "10.5rem",
    },
    { title: a.network.version, cell: ({ softwareVersion }) => softwareVersion, width: "6rem" },
  ];
}

type Enrolment = Schemas["sharedcourt.courts.v1.TerminalEnrolment"];

/** The terminals of one court. */
export function TerminalsOf({ of }: { of: Court }) {
  const { a } = useAdmin();
  const queries = useQueryClient();
  const { report } = usePresent();
  const acting = useAct();
  const columns = useColumns();
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const code = idOf(of.name);
  const filter = filterOf({ court: of.name ?? "" });
  const read = useQuery({
    ...PLAIN,
    queryKey: ["terminals", filter, "all"],
    queryFn: () => data(court.GET("/v1/terminals", { params: { query: { filter, pageSize: 1000 } } })),
  });
  const again = () => queries.invalidateQueries({ queryKey: ["terminals"] });
  const enrol = (number: number) =>
    void acting.run(`enrol ${number}`, async (requestId) => {
      const terminalId = `${code}-${number}`;
      const path = { terminalId };
      const body = { name: `terminals/${terminalId}`, requestId };
      setEnrolment(await data(court.POST("/v1/terminals/{terminalId}:enrol", { params: { path }, body })));
      await again();
    });
  const revoke = ({ name }: Terminal, number: number) =>
    void acting.run(`revoke ${number}`, async (requestId) => {
      const path = { terminalId: idOf(name) };
      const body = { name: name ?? "", requestId };
      await data(court.POST("/v1/terminals/{terminalId}:revoke", { params: { path }, body }));
      report(a.network.revoked(of.displayName, number));
      await again();
    });
  return (
    <section>
      <h2>{a.network.terminals}</h2>
      {enrolment && <EnrolmentCode enrolment={enrolment} />}
      <Answer read={read}>
        {({ terminals }) => (
          <>
            <Rows
              rows={terminals ?? []}
              caption={a.network.terminals}
              keyOf={({ name }: Terminal) => name ?? ""}
              empty={a.network.terminalsEmpty}
              columns={[
                ...columns,
                {
                  title: a.network.acts,
                  cell: (row) => {
                    const number = numberOf(row);
                    return (
                      <span className="beside">
                        <button type="button" disabled={acting.busy !== undefined} onClick={() => enrol(number)}>
                          {a.network.enrolAgain}
                        </button>
                        {row.enrolTime && (
                          <Danger
                            label={a.network.revoke}
                            object={a.network.revokeOf(of.displayName, number)}
                            detail={a.network.revokeHint}
                            onConfirm={() => revoke(row, number)}
                          />
                        )}
                      </span>
                    );
                  },
                  width: "14rem",
                },
              ]}
            />
            <Refusal acting={acting} />
            <Folded title={a.network.enrolNew} isOpen={(terminals ?? []).length === 0}>
              <p className="reason">{a.network.enrolHint}</p>
              <p>
                <button
                  type="button"
                  disabled={acting.busy !== undefined}
                  onClick={() => enrol(nextNumber(terminals ?? []))}
                >
                  {a.network.enrol(nextNumber(terminals ?? []))}
                </button>
              </p>
            </Folded>
          </>
        )}
      </Answer>
    </section>
  );
}

function EnrolmentCode({ enrolment }: { enrolment: Enrolment }) {
  const { a } = useAdmin();
  return (
    <div className="bar once" role="status">
      <p>{a.network.codeHow(numberOf({ name: enrolment.name } as Terminal), shortMoment(enrolment.expireTime))}</p>
      <p className="account">{enrolment.code}</p>
      <p>{a.network.codeOnce}</p>
    </div>
  );
}
