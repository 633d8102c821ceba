//! Sanctions as the contract writes them.

use jiff::civil::Date;
use kit::{
    domain::{
        identity,
        party::{self, PartyName},
        reason,
        refusal::{Refusal, Text, Violations},
    },
    unit_of_work::etag,
};
use law::{
    deadline,
    identifiers::{CitizenId, Fen, UnifiedSocialCreditCode},
    sanctions::lift,
};
use proto::enforcement::v1 as wire;

use crate::{
    domain::{
        case::{Case, Identity},
        money::amount,
        sanction::{Sanction, Terms},
    },
    messages::{date, legal, to_date},
};

/// What is proposed, or every field that can't be read.
pub(crate) fn terms_from(message: wire::Sanction, today: Date) -> Result<Terms, Refusal> {
    let mut v = Violations::new();
    let kind = legal::of_name(message.kind().as_str_name(), "SANCTION_KIND_");
    if kind.is_none() {
        v.add("kind", reason::REQUIRED, Text::new("请选择措施种类。", "Say which sanction."));
    }
    let dishonest_ground = legal::of_name(message.dishonest_ground().as_str_name(), "DISHONEST_GROUND_");
    let against = message.sanctioned.unwrap_or_default();
    let identity = identity_of(&against, today, &mut v);
    let amount = match message.amount_fen {
        0 => None,
        fen => amount::bounded(&mut v, "amount_fen", fen),
    };
    let days = u16::try_from(message.days).ok();
    if days.is_none() {
        v.add(
            "days",
            reason::OUT_OF_RANGE,
            Text::new("拘留天数应为 1 至 15 日。", "Detention is 1 to 15 days."),
        );
    }
    if message.evidence.len() > 100 || message.evidence.iter().any(|name| !name.starts_with("evidence/")) {
        let text = Text::new(
            "请从存证文件中选择，最多 100 份。",
            "Choose files of the evidence store, at most 100.",
        );
        v.add("evidence", reason::EVIDENCE_MALFORMED, text);
    }
    let end = message
        .end_date
        .as_ref()
        .and_then(|message| v.parse("end_date", reason::DATE_MALFORMED, date(message)));
    match (kind, identity) {
        (Some(kind), Some(identity)) if v.is_empty() => Ok(Terms {
            kind,
            display_name: against.display_name,
            identity,
            ground: message.ground,
            dishonest_ground,
            evidence: message.evidence,
            amount,
            days: days.filter(|days| *days > 0),
            same_act_before: message.same_act_before,
            summons_ignored: message.summons_ignored,
            notice_expired: message.notice_expired,
            end,
        }),
        _ => Err(v.into_refusal()),
    }
}

/// Takes kind and number of the party that a subject names over from its case.
pub(crate) fn take_party(subject: &mut wire::SanctionedSubject, case: &Case) -> Result<(), Refusal> {
    if subject.identity.is_some() || !subject.identity_number.is_empty() {
        return Err(party::with_number("identity_number"));
    }
    let found = PartyName::parse(&subject.party).and_then(|name| {
        let parties = if name.case() == case.name() { case.parties.as_slice() } else { &[] };
        name.among(parties, &subject.display_name, |party| &party.display_name)
    });
    let identity = &found.map_err(|refusal| refusal.at("party"))?.identity;
    let organisation = identity.is_of_organisation();
    let kind = if organisation { wire::SanctionedKind::Organisation } else { wire::SanctionedKind::Person };
    subject.identity = Some(identity.to_wire(identity.expose().to_owned()));
    subject.set_kind(kind);
    subject.party.clear();
    Ok(())
}

/// Where the identity stands.
const FIELDS: identity::Fields<'static> = identity::Fields {
    number: "sanctioned.identity_number",
    identity: "sanctioned.identity",
    citizen: reason::CITIZEN_ID_MALFORMED,
    code: reason::CREDIT_CODE_MALFORMED,
};

fn identity_of(against: &wire::SanctionedSubject, today: Date, v: &mut Violations) -> Option<Identity> {
    let organisation = against.kind() == wire::SanctionedKind::Organisation;
    let draft = identity::Draft::of(against.identity.as_ref(), &against.identity_number, "", organisation);
    if against.identity.is_some() && against.kind() != wire::SanctionedKind::Unspecified && !draft.is_empty()
    {
        return draft.read(FIELDS, v);
    }
    let (field, number) = ("sanctioned.identity_number", against.identity_number.as_str());
    match against.kind() {
        wire::SanctionedKind::Unspecified => {
            let text = Text::new("请选择个人或单位。", "Say whether a person or a unit.");
            v.add("sanctioned.kind", reason::REQUIRED, text);
            None
        }
        wire::SanctionedKind::Person => {
            let parsed = CitizenId::entered(number, today).map_err(|fault| fault.text());
            v.parse(field, reason::CITIZEN_ID_MALFORMED, parsed).map(Identity::Person)
        }
        wire::SanctionedKind::Organisation => {
            let parsed = UnifiedSocialCreditCode::parse(number).map_err(|fault| fault.text());
            v.parse(field, reason::CREDIT_CODE_MALFORMED, parsed).map(Identity::Organisation)
        }
    }
}

/// A sanction as it stands on a day.
pub(crate) fn to_message(sanction: &Sanction, today: Date) -> wire::Sanction {
    let terms = &sanction.terms;
    let kind = match &terms.identity {
        identity if identity.is_of_organisation() => wire::SanctionedKind::Organisation,
        _ => wire::SanctionedKind::Person,
    };
    let named = |prefix: &str, name: String| format!("{prefix}{name}");
    let state = named("SANCTION_STATE_", legal::name(&sanction.state_on(today)));
    let sort = named("SANCTION_KIND_", legal::name(&terms.kind));
    let (decider, comment, day) = match &sanction.decision {
        Some((by, said, on)) => (by.clone(), said.clone(), Some(to_date(*on))),
        None => Default::default(),
    };
    wire::Sanction {
        name: sanction.name(),
        case: sanction.case.clone(),
        kind: wire::SanctionKind::from_str_name(&sort).unwrap_or_default().into(),
        sanctioned: Some(wire::SanctionedSubject {
            display_name: terms.display_name.clone(),
            kind: kind.into(),
            identity_number: terms.identity.masked(),
            identity: Some(terms.identity.to_wire(terms.identity.masked())),
            party: String::new(),
        }),
        ground: terms.ground.clone(),
        dishonest_ground: terms.dishonest_ground.map_or(0, |ground| {
            let name = named("DISHONEST_GROUND_", legal::name(&ground));
            wire::DishonestGround::from_str_name(&name).unwrap_or_default().into()
        }),
        evidence: terms.evidence.clone(),
        amount_fen: terms.amount.map_or(0, Fen::get),
        days: terms.days.map_or(0, i32::from),
        same_act_before: terms.same_act_before,
        summons_ignored: terms.summons_ignored,
        notice_expired: terms.notice_expired,
        end_date: terms.end.map(to_date),
        state: wire::SanctionState::from_str_name(&state).unwrap_or_default().into(),
        proposer: sanction.proposer.clone(),
        decider,
        decision_comment: comment,
        decided_date: day,
        served_date: sanction.served.as_ref().map(|(on, _)| to_date(*on)),
        service_act: sanction.served.as_ref().map(|(_, act)| act.clone()).unwrap_or_default(),
        executed_date: sanction.executed.map(to_date),
        reconsideration: sanction.reconsideration.map(|on| reconsideration(sanction, on)),
        lift_duty: lift_duty(sanction),
        lifted_date: sanction.lifted.map(to_date),
        basis: sanction.basis().iter().map(legal::reason).collect(),
        reconsideration_until: sanction.reconsideration_until().map(to_date),
        etag: etag::of(sanction.version),
        create_time: Some(sanction.created.to_timestamp()),
        update_time: Some(sanction.updated.to_timestamp()),
        ..Default::default()
    }
}

fn reconsideration(sanction: &Sanction, on: Date) -> wire::Reconsideration {
    let due = deadline::due(deadline::Kind::SanctionReconsiderationDecision, on, &[], &[]);
    wire::Reconsideration {
        requested_date: Some(to_date(on)),
        upheld: sanction.reconsidered.map(|(upheld, _)| upheld),
        due_date: due.value().map(|period| to_date(period.end)),
        decided_date: sanction.reconsidered.map(|(_, on)| to_date(on)),
    }
}

fn lift_duty(sanction: &Sanction) -> Option<wire::LiftDuty> {
    let (event, since) = sanction.owed?;
    let duty = lift(sanction.terms.kind, event, since);
    let name = format!("LIFT_EVENT_{}", legal::name(&event));
    Some(wire::LiftDuty {
        event: wire::LiftEvent::from_str_name(&name).unwrap_or_default().into(),
        since: Some(to_date(since)),
        by: duty.by.map(to_date),
        why: duty.why.iter().map(legal::reason).collect(),
    })
}
