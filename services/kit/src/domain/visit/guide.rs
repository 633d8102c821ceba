//! The visit guide as a packet carries it.

use law::guide::{GuideBranch, GuideInput, GuideItem, Light, VisitGuide};
use proto::evidence::v1 as wire;

use super::{day_to, mode_to, outcome_to, role_to};

/// The guide in the contract.
#[must_use]
pub fn to_message(guide: VisitGuide) -> wire::VisitGuide {
    wire::VisitGuide {
        version: guide.version,
        as_of: Some(day_to(guide.as_of)),
        branches: guide.branches.into_iter().map(branch).collect(),
    }
}

fn branch(branch: GuideBranch) -> wire::GuideBranch {
    let light = match branch.light {
        Light::Assistance => wire::GuideLight::Assistance,
        Light::Yellow => wire::GuideLight::Yellow,
        Light::Green => wire::GuideLight::Green,
    };
    wire::GuideBranch {
        id: branch.id,
        outcome: outcome_to(branch.outcome).into(),
        mode: branch.mode.map_or(0, |mode| mode_to(mode).into()),
        light: light.into(),
        title: branch.title.zh,
        title_en: branch.title.en,
        caution: branch.caution.zh,
        caution_en: branch.caution.en,
        items: branch.items.into_iter().map(item).collect(),
    }
}

fn item(item: GuideItem) -> wire::GuideItem {
    let (cure, cure_en) = item.cure.map(|cure| (cure.zh, cure.en)).unwrap_or_default();
    wire::GuideItem {
        id: item.id,
        input: input(item.input).into(),
        field: item.field,
        accepts: item.accepts,
        role: item.role.map_or(0, |role| role_to(role).into()),
        min: i32::try_from(item.min).unwrap_or(i32::MAX),
        any_of: item.any_of,
        differs_from: item.differs_from,
        blocking: item.blocking,
        ask: item.ask.zh,
        ask_en: item.ask.en,
        article: item.article,
        cure,
        cure_en,
    }
}

const fn input(input: GuideInput) -> wire::GuideInput {
    match input {
        GuideInput::Photo => wire::GuideInput::Photo,
        GuideInput::Video => wire::GuideInput::Video,
        GuideInput::Signature => wire::GuideInput::Signature,
        GuideInput::Choice => wire::GuideInput::Choice,
        GuideInput::Text => wire::GuideInput::Text,
        GuideInput::Date => wire::GuideInput::Date,
        GuideInput::Person => wire::GuideInput::Person,
        GuideInput::Tick => wire::GuideInput::Tick,
    }
}
