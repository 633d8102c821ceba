/** A request: what is asked for, its papers, every version of the answer, and what can be done with it now. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { court, data } from "../../../contract/client.ts";
import { labelText } from "../../../contract/labels.ts";
import { Facts } from "../../../shell/parts.tsx";
import { useDesk } from "../../../words/desk/index.ts";
import { PaperButton } from "../parts/Files.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { PLAIN } from "../parts/reading.ts";
import { moneyText, shortMoment } from "../parts/values.ts";
import { idOf, link } from "../router.ts";
import { type AssistRequest, Clock, RequestMark, subjectOf, useCatalogue } from "./aboutRequest.tsx";

interface Props {
  id: string;
  back: { path: string; title: string };
  /** Whether the case can be opened: units can't. */
  withCase: boolean;
  acts: (request: AssistRequest, again: () => Promise<void>) => ReactNode;
}

export function Request({ id, back, withCase, acts }: Props) {
  const { d } = useDesk();
  const queries = useQueryClient();
  const { matterOf, unitOf } = useCatalogue();
  const read = useQuery({
    ...PLAIN,
    queryKey: ["request", id],
    queryFn: () => data(court.GET("/v1/requests/{requestId}", { params: { path: { requestId: id } } })),
  });
  const request = read.data;
  const again = async () => {
    await queries.invalidateQueries({ queryKey: ["request", id] });
    await queries.invalidateQueries({ queryKey: ["requests"] });
  };
  return (
    <Page
      title={request ? `${matterOf(request) || d.request.one} · ${subjectOf(request)}` : d.request.one}
      back={back}
      beside={
        request && (
          <>
            <RequestMark of={request} withClock />
            <Clock of={request} />
          </>
        )
      }
    >
      <Answer read={read}>
        {(found) => (
          <div className="two">
            <div>
              {found.content && <p className="note">{found.content}</p>}
              <Papers request={found} id={id} />
              <Answers request={found} />
              <Story request={found} />
            </div>
            <aside>
              {acts(found, again)}
              <Facts
                rows={[
                  [d.request.unit, unitOf(found)],
                  [d.request.subject, subjectOf(found)],
                  [d.task.identity, found.subject?.identityNumber || found.equityFreeze?.holderIdentityNumber],
                  [
                    d.case.number,
                    withCase && found.case ? (
                      <a key="case" {...link(`/cases/${idOf(found.case)}`)}>
                        {found.caseNumber}
                      </a>
                    ) : (
                      found.caseNumber
                    ),
                  ],
                  [d.request.due, shortMoment(found.dueTime)],
                  [d.request.fix, found.fix],
                  [
                    d.request.refusal,
                    found.refusal && d.refusalGrounds[found.refusal.ground ?? "REFUSAL_GROUND_UNSPECIFIED"],
                  ],
                  [d.request.refusalText, found.refusal?.text],
                  ...freezeRows(found, d.request),
                ]}
              />
            </aside>
          </div>
        )}
      </Answer>
    </Page>
  );
}

/** What a freeze of equity says beside. */
function freezeRows(
  { equityFreeze: freeze }: AssistRequest,
  words: {
    company: string;
    percent: string;
    term: string;
    months: (count: number) => string;
    claim: string;
    notice: string;
  },
): [string, ReactNode][] {
  if (!freeze) return [];
  return [
    [words.company, freeze.companyName],
    [words.percent, freeze.percent && `${freeze.percent}%`],
    [words.term, freeze.termMonths ? words.months(freeze.termMonths) : ""],
    [words.claim, moneyText(freeze.claimFen)],
    [words.notice, freeze.noticeNumber],
  ];
}

function Papers({ request, id }: { request: AssistRequest; id: string }) {
  const { d } = useDesk();
  const kinds = new Map((request.paperDetails ?? []).map(({ evidence, kind }) => [evidence ?? "", kind]));
  return (
    <section>
      <h2>{d.request.papers}</h2>
      <p className="beside">
        <PaperButton path={`/v1/requests/${id}/document`} title={d.request.order} label={d.request.order} />
        {(request.papers ?? []).map((name, at) => {
          const title = d.request.paper(at + 1, d.paperKinds[kinds.get(name) ?? "PAPER_KIND_UNSPECIFIED"]);
          return <PaperButton key={name} path={`/v1/${name}/content`} title={title} label={title} />;
        })}
      </p>
    </section>
  );
}

function Answers({ request }: { request: AssistRequest }) {
  const { d } = useDesk();
  const feedbacks = request.feedbacks ?? [];
  if (feedbacks.length === 0) return null;
  return (
    <section>
      <h2>{d.request.answers}</h2>
      {feedbacks.map(({ version, outcome, text, feedbackTime, noticeNumber, evidence }) => (
        <article key={version} className="visit">
          <h3>
            {d.request.version(version ?? 0)} · {d.feedbackOutcomes[outcome ?? "FEEDBACK_OUTCOME_UNSPECIFIED"]} ·{" "}
            {shortMoment(feedbackTime)}
          </h3>
          {text && <p className="note">{text}</p>}
          {noticeNumber && <p>{d.request.published(noticeNumber)}</p>}
          <p className="beside">
            {(evidence ?? []).map((name, at) => (
              <PaperButton
                key={name}
                path={`/v1/${name}/content`}
                title={d.request.attached(at + 1)}
                label={d.request.attached(at + 1)}
              />
            ))}
          </p>
        </article>
      ))}
    </section>
  );
}

function Story({ request }: { request: AssistRequest }) {
  const { w, d } = useDesk();
  return (
    <section>
      <h2>{w.village.story}</h2>
      <ol className="story">
        {(request.steps ?? []).map(({ state, stepTime, actor, comment }) => (
          <li key={`${stepTime} ${state}`}>
            <time>{shortMoment(stepTime)}</time> {d.requestStates[state ?? "REQUEST_STATE_UNSPECIFIED"]}
            {labelText(request, actor) && ` · ${labelText(request, actor)}`}
            {comment && <span className="reason">{comment}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
