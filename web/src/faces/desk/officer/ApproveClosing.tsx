/** The president's approval that the current procedure of a case ends, beside what was recorded of its end. */
import { useQueryClient } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { ActForm } from "../parts/ActForm.tsx";
import { usePresent } from "../present.tsx";
import type { TabProps } from "./aboutCase.tsx";

export function ApproveClosing({ case: found, id }: TabProps) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { role, report } = usePresent();
  const acting = useAct();
  if (role !== "ROLE_PRESIDENT" || found.state === "CASE_STATE_CLOSED" || found.closingApprover) return null;
  const again = () => queries.invalidateQueries({ queryKey: ["case", id] });
  const approve = () =>
    void acting.run(`approve ${found.etag}`, async (requestId) => {
      await data(
        court.POST("/v1/cases/{caseId}:approveClosing", {
          params: { path: { caseId: id } },
          body: { requestId, name: found.name ?? "", etag: found.etag ?? "" },
        }),
      );
      report(d.closing.approved(found.caseNumber));
      await again();
    });
  return (
    <ActForm
      acting={acting}
      label={d.closing.approveOf(found.caseNumber)}
      onChanged={again}
      now={d.caseStates[found.state ?? "CASE_STATE_UNSPECIFIED"]}
      onSubmit={approve}
    />
  );
}
