/** One project: what its departments said, and how far each parcel is, with what can follow. */
import { useQueryClient } from "@tanstack/react-query";
import { labelText } from "../../../contract/labels.ts";
import { Facts } from "../../../shell/parts.tsx";
import { PaperButton } from "../parts/Files.tsx";
import { Answer, Page } from "../parts/Page.tsx";
import { Rows } from "../parts/Rows.tsx";
import { useNameOf } from "../parts/reading.ts";
import { isoDay, moneyText, shortMoment, worthText } from "../parts/values.ts";
import { usePresent } from "../present.tsx";
import { idOf, link } from "../router.ts";
import { actsOf, actsOnProjects, canWithdraw, type Disposal, isConsulting, type Parcel } from "./course.ts";
import { OpinionForm } from "./OpinionForm.tsx";
import { useDisposal } from "./reading.ts";
import { useDisposalWords } from "./words.ts";

export function DisposalPage({ id }: { id: string }) {
  const { d, p } = useDisposalWords();
  const { role } = usePresent();
  const read = useDisposal(id);
  const project = read.data;
  const acts = actsOnProjects(role);
  return (
    <Page
      title={project?.title ?? p.one}
      back={{ path: "/disposals", title: d.modules.disposals }}
      beside={
        project && (
          <>
            <span className="mark">{p.states[project.state ?? "DISPOSAL_STATE_UNSPECIFIED"]}</span>
            {acts && canWithdraw(project) && (
              <a className="button" {...link(`/disposals/${id}/withdraw`)}>
                {p.acts.withdraw.title}
              </a>
            )}
          </>
        )
      }
    >
      <Answer read={read} lines={8}>
        {(found) => (
          <div className="two">
            <div>
              <h2>{p.parcels}</h2>
              {(found.parcels ?? []).map((parcel) => (
                <ParcelPart key={parcel.name} id={id} project={found} parcel={parcel} />
              ))}
            </div>
            <aside>
              <Project project={found} />
              <Opinions id={id} project={found} />
            </aside>
          </div>
        )}
      </Answer>
    </Page>
  );
}

function Project({ project }: { project: Disposal }) {
  const { w, p } = useDisposalWords();
  const { role } = usePresent();
  const nameOf = useNameOf();
  const { case: of, caseNumber } = project;
  // A unit's clerk has no cases to open.
  const canOpen = of && role !== "ROLE_UNIT_CLERK";
  return (
    <Facts
      rows={[
        [
          p.of,
          canOpen ? (
            <a key="case" {...link(`/cases/${idOf(of)}`)}>
              {caseNumber}
            </a>
          ) : (
            caseNumber
          ),
        ],
        [p.enterprise, project.enterprise?.displayName],
        [p.area, project.areaMu],
        [p.floor, project.floorAreaM2],
        [p.proceeds, moneyText(project.proceedsFen)],
        [p.proposer, nameOf(project.proposer, project) ?? w.roles.ROLE_OFFICER],
        [p.created, shortMoment(project.createTime)],
        [p.withdrawReason, project.withdrawReason],
      ]}
    />
  );
}

function Opinions({ id, project }: { id: string; project: Disposal }) {
  const { w, p } = useDisposalWords();
  const { me, role, terms } = usePresent();
  const queries = useQueryClient();
  const awaited = project.awaitedUnits ?? [];
  const opinions = project.opinions ?? [];
  const asked = project.requiredUnits ?? [];
  const own = terms.flatMap(({ unit }) => (unit && asked.includes(unit) ? [unit] : []));
  const isOpen = isConsulting(project);
  const again = async () => {
    await queries.invalidateQueries({ queryKey: ["disposal", id] });
    void queries.invalidateQueries({ queryKey: ["disposals"] });
  };
  return (
    <section>
      <h2>{p.opinions}</h2>
      {awaited.length > 0 ? (
        <Facts rows={[[p.awaited, awaited.map((unit) => labelText(project, unit)).join(w.joiner)]]} />
      ) : (
        <p>{p.agreedAll}</p>
      )}
      {opinions.length === 0 && <p className="soft">{p.noOpinions}</p>}
      <ol className="story">
        {opinions.map((each) => (
          <li key={`${each.unit} ${each.giveTime}`}>
            <time>{shortMoment(each.giveTime)}</time> {labelText(project, each.unit)}{" "}
            <span className="mark">{p.stances[each.stance]}</span>
            {each.text && <span className="reason">{each.text}</span>}
            {(each.papers ?? []).map((paper, at) => (
              <PaperButton key={paper} path={`/v1/${paper}/content`} title={p.paper(at + 1)} label={p.paper(at + 1)} />
            ))}
          </li>
        ))}
      </ol>
      {isOpen && own.length > 0 && (
        <>
          {own.every((unit) => !awaited.includes(unit)) && <p className="soft">{p.alreadySaid}</p>}
          <OpinionForm
            key={project.etag}
            id={id}
            project={project}
            units={own}
            isQuiet={own.every((unit) => !awaited.includes(unit))}
            again={again}
          />
        </>
      )}
      {isOpen &&
        actsOnProjects(role) &&
        (project.proposer === me.name ? (
          <p className="soft">{p.proposerWaits}</p>
        ) : (
          <p>
            <a className="button" {...link(`/disposals/${id}/opinion`)}>
              {p.opinionFor}
            </a>
          </p>
        ))}
    </section>
  );
}

/** A parcel: what it is, each listing, its sale, and what can follow. */
function ParcelPart({ id, project, parcel }: { id: string; project: Disposal; parcel: Parcel }) {
  const { p } = useDisposalWords();
  const { me, role } = usePresent();
  const { sale, listings } = parcel;
  const acts = actsOnProjects(role) ? actsOf(project, parcel, me.name ?? undefined) : [];
  const isFirst =
    (project.parcels ?? []).find((each) => actsOf(project, each, me.name ?? undefined).length > 0) === parcel;
  const parcelId = parcel.name?.split("/").pop();
  const waitsForOther =
    project.proposer === me.name && (parcel.state === "PARCEL_STATE_LISTED" || parcel.state === "PARCEL_STATE_UNSOLD");
  return (
    <section className="part" aria-label={parcel.number}>
      <div className="row-between">
        <h3>{parcel.location}</h3>
        <span className="mark">{p.parcelStates[parcel.state ?? "PARCEL_STATE_UNSPECIFIED"]}</span>
      </div>
      <Facts
        rows={[
          [p.number, parcel.number],
          [p.kind, p.kinds[parcel.kind ?? "PROPERTY_KIND_UNSPECIFIED"]],
          [p.area, parcel.areaMu],
          [p.floor, parcel.floorAreaM2],
          [p.valuationShort, worthText(parcel.valuationFen)],
          [p.price, sale && moneyText(sale.priceFen)],
          [p.buyer, sale?.buyer?.displayName],
          [p.sold, sale && shortMoment(sale.sellTime)],
          [p.paid, shortMoment(parcel.payTime)],
          [p.delivered, shortMoment(parcel.deliverTime)],
          [p.registered, shortMoment(parcel.registerTime)],
          [p.certificate, parcel.certificateNumber],
        ]}
      />
      {(parcel.defaults ?? []).map(({ forfeitedFen, defaultTime }) => (
        <p key={defaultTime}>{p.defaulted(moneyText(forfeitedFen), shortMoment(defaultTime))}</p>
      ))}
      {(listings ?? []).length > 0 && (
        <Rows
          caption={p.listings}
          isSaved
          rows={listings ?? []}
          keyOf={({ noticeDate, round }) => `${round} ${isoDay(noticeDate)}`}
          empty={p.noListings}
          columns={[
            {
              title: p.round,
              cell: ({ round, kind }) => (
                <>
                  {p.roundOf(round ?? 0)} {kind === "LISTING_KIND_SELL_OFF" ? p.sellOff : p.auction}
                </>
              ),
            },
            {
              title: p.open,
              cell: ({ noticeDate, openDate }) => (
                <>
                  {isoDay(openDate)}
                  <span className="reason">
                    {p.notice} {isoDay(noticeDate)}
                  </span>
                </>
              ),
            },
            {
              title: p.start,
              cell: ({ startPriceFen, depositFen }) => (
                <>
                  {moneyText(startPriceFen)}
                  <span className="reason">
                    {p.deposit} {moneyText(depositFen)}
                  </span>
                </>
              ),
            },
            {
              title: p.outcome,
              cell: ({ outcome, endReason, relistBy }) => (
                <>
                  {p.outcomes[outcome ?? "LISTING_OUTCOME_UNSPECIFIED"]}
                  {endReason && <span className="reason">{endReason}</span>}
                  {relistBy?.year && <span className="reason">{p.relistBy(isoDay(relistBy))}</span>}
                </>
              ),
            },
          ]}
        />
      )}
      {(parcel.deliveryPapers ?? []).length > 0 && (
        <p className="beside">
          <span>{p.deliveryPapers}</span>
          {(parcel.deliveryPapers ?? []).map((paper, at) => (
            <PaperButton key={paper} path={`/v1/${paper}/content`} title={p.paper(at + 1)} label={p.paper(at + 1)} />
          ))}
        </p>
      )}
      {acts.length > 0 && (
        <p className="beside">
          {acts.map((act, at) => (
            <a
              key={act}
              className={isFirst && at === 0 ? "button primary" : "button"}
              {...link(`/disposals/${id}/${parcelId}/${act}`)}
            >
              {p.acts[act].title}
            </a>
          ))}
        </p>
      )}
      {waitsForOther && actsOnProjects(role) && <p className="soft">{p.soldBy}</p>}
    </section>
  );
}
