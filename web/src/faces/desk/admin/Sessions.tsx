/** Where a person is signed in, and what ends all of it: for a lost phone. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { court, data } from "../../../contract/client.ts";
import type { Person, Session } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useAdmin } from "../../../words/desk/admin/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { TextField } from "../parts/Field.tsx";
import { Folded } from "../parts/Folded.tsx";
import { Answer } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { PLAIN } from "../parts/reading.ts";
import { shortMoment } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";
import { saying } from "./reading.ts";

export function Sessions({ person }: { person: Person }) {
  const { a, w } = useAdmin();
  const id = idOf(person.name);
  const read = useQuery({
    ...PLAIN,
    queryKey: ["person", id, "sessions"],
    queryFn: () => data(court.GET("/v1/people/{peopleId}/sessions", { params: { path: { peopleId: id } } })),
  });
  const ways: Record<NonNullable<Session["method"]>, string> = {
    SIGN_IN_METHOD_UNSPECIFIED: "",
    SIGN_IN_METHOD_PASSWORD: w.field.sessionPassword,
    SIGN_IN_METHOD_PROVIDER: w.field.sessionProvider,
    SIGN_IN_METHOD_DEVICE: w.field.sessionDevice,
    SIGN_IN_METHOD_SCAN: w.field.sessionScan,
  };
  return (
    <section>
      <h2>{a.people.sessions}</h2>
      <Answer read={read}>
        {({ sessions }) => (
          <>
            <Rows
              rows={sessions ?? []}
              caption={a.people.sessions}
              keyOf={({ name }: Session) => name ?? ""}
              empty={a.people.noSessions}
              exported={`/v1/people/${id}/sessions`}
              columns={[
                { title: a.people.way, cell: ({ method }) => ways[method ?? "SIGN_IN_METHOD_UNSPECIFIED"] },
                { title: a.people.since, cell: ({ createTime }) => shortMoment(createTime), width: "10.5rem" },
                { title: a.people.seen, cell: ({ seenTime }) => shortMoment(seenTime), width: "10.5rem" },
                { title: a.people.ends, cell: ({ expireTime }) => shortMoment(expireTime), width: "10.5rem" },
              ]}
            />
            {sessions && sessions.length > 0 && (
              <Folded title={a.people.lost}>
                <EndAll person={person} />
              </Folded>
            )}
          </>
        )}
      </Answer>
    </section>
  );
}

function EndAll({ person }: { person: Person }) {
  const { a } = useAdmin();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const [reason, setReason] = useState("");
  const id = idOf(person.name);
  const submit = () =>
    void acting.run(reason, async (requestId) => {
      const { ended } = await data(
        court.POST("/v1/people/{peopleId}:endSessions", {
          params: { path: { peopleId: id } },
          headers: saying(reason),
          body: { name: person.name ?? "", requestId },
        }),
      );
      report(a.people.sessionsEnded(person.displayName, ended ?? 0));
      await queries.invalidateQueries({ queryKey: ["person", id, "sessions"] });
    });
  return (
    <ActForm
      acting={acting}
      label={a.people.endSessions(person.displayName)}
      isDanger
      lacks={!reason.trim()}
      onSubmit={submit}
    >
      <p className="reason">{a.people.lostHint}</p>
      <TextField
        id="sessions-reason"
        label={a.people.reasonRecorded}
        value={reason}
        maxLength={100}
        onChange={setReason}
      />
    </ActForm>
  );
}
