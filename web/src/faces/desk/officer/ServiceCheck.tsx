/** What the law says of a visit as an act of service: met, or what is missing; and the act that comes of it. */
import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { court, data } from "../../../contract/client.ts";
import { reasonOf } from "../../../contract/problem.ts";
import type { Schemas, Task } from "../../../contract/types.ts";
import { useAct } from "../../../shell/act.ts";
import { useDesk } from "../../../words/desk/index.ts";
import { PaperButton } from "../parts/Files.tsx";
import { Answer } from "../parts/Page.tsx";
import { Refusal } from "../parts/Refusal.tsx";
import { PLAIN } from "../parts/reading.ts";
import { dayText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf } from "../router.ts";
import { servingVisit } from "./aboutTask.tsx";
import { Reasons } from "./Reasons.tsx";
import { useActsOf } from "./reading.ts";

export type Draft = Schemas["sharedcourt.enforcement.v1.DraftServiceActResponse"];
type Unmet = Schemas["sharedcourt.enforcement.v1.UnmetCondition"];

/** The act that the serving visit of a task may be; nothing where it serves nothing. */
export function useDraft(task: Task): UseQueryResult<Draft | null> {
  const attempt = servingVisit(task)?.name ?? "";
  return useQuery({
    ...PLAIN,
    queryKey: ["draft", attempt],
    enabled: attempt !== "",
    queryFn: async () => {
      try {
        return await data(court.GET("/v1/serviceActs:draft", { params: { query: { attempt } } }));
      } catch (fault) {
        if (reasonOf(fault) === "VISIT_IS_NO_SERVICE") return null;
        throw fault;
      }
    },
  });
}

/** Enters the act of a draft in its case. */
export const enterAct = (draft: Draft, requestId: string) =>
  data(
    court.POST("/v1/cases/{caseId}/serviceActs", {
      params: { path: { caseId: idOf(draft.act?.case) } },
      body: { requestId, act: draft.act ?? {} } as never,
    }),
  );

export function Check({ draft }: { draft: Pick<Draft, "check"> }) {
  const { d, tag } = useDesk();
  const { check } = draft;
  const unmet = check?.unmet ?? [];
  const isVideo = (check?.basis ?? []).some(({ needsConfirmation }) => needsConfirmation);
  return (
    <div>
      <p>
        <span className={check?.valid ? (isVideo ? "mark soon" : "mark good") : "mark soon"}>
          {check?.valid ? (isVideo ? d.service.toConfirm : d.service.valid) : d.service.missing(unmet.length)}
        </span>
      </p>
      {check?.valid && (
        <p>
          {d.service.deemed(dayText(check.deemedDate, tag))}
          <span className="reason">{tag === "en" ? check.summaryEn || check.summary : check.summary}</span>
        </p>
      )}
      {unmet.length > 0 && (
        <ul className="why">
          {unmet.map((each) => (
            // One rule may lack several things.
            <li key={`${each.rule} ${each.reason}`}>
              <span>{reasonText(each, tag)}</span>
              <cite>{each.article}</cite>
              <span>{d.service.cure(cureText(each, tag))}</span>
            </li>
          ))}
        </ul>
      )}
      {check?.valid && (
        <details>
          <summary>{d.service.basis}</summary>
          <Reasons reasons={check.basis ?? []} />
        </details>
      )}
    </div>
  );
}

const reasonText = ({ reason, reasonEn }: Unmet, tag: string) => (tag === "en" ? reasonEn || reason : reason) ?? "";
export const cureText = ({ cure, cureEn }: Unmet, tag: string) => (tag === "en" ? cureEn || cure : cure) ?? "";

/** The act of service of a task that was approved: its paper, or the way to enter it. */
export function Act({ task }: { task: Task }) {
  const { d } = useDesk();
  const { report } = usePresent();
  const queries = useQueryClient();
  const acting = useAct();
  const read = useDraft(task);
  const caseId = idOf(read.data?.act?.case);
  const acts = useActsOf(caseId);
  const visit = servingVisit(task)?.name;
  const entered = (acts.data?.serviceActs ?? []).find(({ attempt }) => attempt === visit);
  const enter = (draft: Draft) =>
    acting.run(`act ${visit}`, async (requestId) => {
      await enterAct(draft, requestId);
      report(d.service.entered);
      await queries.invalidateQueries({ queryKey: ["case", caseId] });
    });
  return (
    <section>
      <h2>{d.service.title}</h2>
      <Answer read={read}>
        {(draft) => {
          if (!draft) return <p>{d.service.none}</p>;
          if (entered) {
            return (
              <p className="beside">
                <span className="mark good">{d.service.exists}</span>
                <PaperButton path={`/v1/${entered.name}/document`} title={d.service.paper} />
              </p>
            );
          }
          return (
            <>
              <Check draft={draft} />
              {!caseId && <p>{d.service.noCase}</p>}
              <Refusal acting={acting} />
              {draft.check?.valid && caseId && acts.data && (
                <button
                  type="button"
                  className="primary"
                  disabled={acting.busy !== undefined}
                  onClick={() => enter(draft)}
                >
                  {acting.busy ? d.submitting : d.service.enter}
                </button>
              )}
            </>
          );
        }}
      </Answer>
    </section>
  );
}
