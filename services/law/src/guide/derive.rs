//! Asks the law about a visit, answer by answer, and writes what it says into the guide.
//!
//! For each way to end a visit a complete visit is put together. Then, one at a time, an answer is changed, which shows whether it
//! counts, and taken away, which shows whether the visit counts without it. The condition that `check` finds unmet then gives the
//! article and the cure of the question, so that neither is written twice.

use jiff::civil::{Date, date};

use super::branches::{self, Question, Template};
use super::data::{GuideBranch, GuideItem, Light};
use super::draft::{GuideContext, draft_act, light_by_law, light_of};
use super::record::{VisitFile, VisitRecord, field};
use crate::rules::service;
use crate::service::{Act, DocumentKind, Relation, check};
use crate::text::Text;
use crate::unmet::Unmet;
use crate::why::Why;

/// A day before every rule of service.
const BEFORE_THE_RULES: Date = date(2000, 1, 1);
/// So many days after the guide's own day an end of the days that count is looked for.
const DAYS_AHEAD: i32 = 400;

/// Every branch of a guide: what gives most comes first within an outcome.
pub(super) fn branches(context: &GuideContext, as_of: Date) -> Vec<GuideBranch> {
    let mut found: Vec<GuideBranch> = Vec::new();
    let mut refusals: Vec<(Template, &'static Unmet)> = Vec::new();
    for template in branches::of_service(context) {
        let probe = Probe::new(&template, context, as_of);
        match probe.light {
            Light::Green => found.extend([probe.branch(Light::Green), probe.branch(Light::Yellow)]),
            Light::Yellow => found.push(probe.branch(Light::Yellow)),
            Light::Assistance => {
                let unmet = draft_act(&probe.visit, context).and_then(|act| first_unmet(&act));
                refusals.extend(unmet.map(|unmet| (template, unmet)));
            }
        }
    }
    for template in branches::of_assistance(context) {
        let why_not: Vec<_> = refusals
            .iter()
            .filter(|(refused, _)| refused.outcome == template.outcome)
            .map(|(_, unmet)| *unmet)
            .collect();
        found.push(assistance(&template, &why_not, as_of));
    }
    found.sort_by_key(|branch| (branch.outcome, std::cmp::Reverse(branch.light)));
    found
}

/// A complete visit of one way, and what the law says of it.
struct Probe<'a> {
    template: &'a Template,
    context: &'a GuideContext,
    as_of: Date,
    visit: VisitRecord,
    light: Light,
}

impl<'a> Probe<'a> {
    fn new(template: &'a Template, context: &'a GuideContext, as_of: Date) -> Self {
        let mut visit = VisitRecord::new(template.outcome);
        for question in &template.questions {
            let in_group = !question.any_of.is_empty();
            let is_first = template
                .questions
                .iter()
                .find(|other| other.any_of == question.any_of)
                .is_some_and(|first| std::ptr::eq(first, question));
            if !question.for_the_record && (!in_group || is_first) {
                question.answer(&mut visit, as_of);
            }
        }
        let light = light_by_law(&visit, context);
        let mut probe = Self { template, context, as_of, visit, light };
        probe.choose();
        probe
    }

    /// Takes the answers by which the visit gives the most; who may take a paper depends on the addressee and on the paper.
    fn choose(&mut self) {
        for question in self.template.questions.iter().filter(|question| question.is_chosen()) {
            for offer in &question.offers {
                let mut visit = self.visit.clone();
                visit.put(question.ask.field, offer);
                let light = light_by_law(&visit, self.context);
                if light > self.light {
                    (self.visit, self.light) = (visit, light);
                }
            }
        }
    }

    /// The branch whose complete visit gives at least `light`.
    fn branch(&self, light: Light) -> GuideBranch {
        let items: Vec<GuideItem> =
            self.template.questions.iter().filter_map(|question| self.item(question, light)).collect();
        let to_confirm = light == Light::Yellow;
        let mut caution = vec![Text::new(self.template.caution.0, self.template.caution.1)];
        caution.extend(self.mediation());
        let mut title = Text::new(self.template.title.0, self.template.title.1);
        if to_confirm {
            title = Text::new(
                format!("{}（待法院确认）", title.zh),
                format!("{} (to be confirmed by the court)", title.en),
            );
            caution.extend(self.to_confirm(light));
        }
        GuideBranch {
            id: format!("{}{}", self.template.id, if to_confirm { "_TO_CONFIRM" } else { "" }),
            outcome: self.template.outcome,
            mode: self.template.mode,
            light,
            title,
            caution: joined(&caution),
            items,
        }
    }

    /// A question with what the law says of it; none for a way to answer that does not count.
    fn item(&self, question: &Question, light: Light) -> Option<GuideItem> {
        if question.for_the_record {
            return Some(question.item(question.offers.clone(), false, None, self.as_of));
        }
        if !question.any_of.is_empty() && self.light_of_alternative(question) < light {
            return None;
        }
        let accepts = match question.ask.field {
            field::DATE => self.days(light),
            _ => question
                .offers
                .iter()
                .filter(|offer| self.light_with(question, offer) >= light)
                .cloned()
                .collect(),
        };
        let without = self.without(question);
        let blocking = light_by_law(&without, self.context) < light;
        let unmet = blocking.then(|| self.unmet(question, &without)).flatten();
        Some(question.item(accepts, blocking, unmet, self.as_of))
    }

    /// The condition that the wrong answer, or none, leaves unmet.
    fn unmet(&self, question: &Question, without: &VisitRecord) -> Option<&'static Unmet> {
        let wrong = question.ask.wrong.and_then(|wrong| {
            let mut act = draft_act(&self.visit, self.context)?;
            wrong(&mut act);
            first_unmet(&act)
        });
        wrong.or_else(|| draft_act(without, self.context).and_then(|act| first_unmet(&act)))
    }

    fn light_with(&self, question: &Question, offer: &str) -> Light {
        let mut visit = self.visit.clone();
        visit.put(question.ask.field, offer);
        light_by_law(&visit, self.context)
    }

    /// What the visit gives with this answer alone in its group.
    fn light_of_alternative(&self, question: &Question) -> Light {
        light_by_law(&self.alternative(question), self.context)
    }

    fn alternative(&self, question: &Question) -> VisitRecord {
        let mut visit = self.without(question);
        question.answer(&mut visit, self.as_of);
        visit
    }

    /// The visit without the answer to a question, or to any of its group.
    fn without(&self, question: &Question) -> VisitRecord {
        let mut visit = self.visit.clone();
        let same = |other: &&Question| {
            if question.any_of.is_empty() {
                std::ptr::eq(*other, question)
            } else {
                other.any_of == question.any_of
            }
        };
        for other in self.template.questions.iter().filter(same) {
            match (other.ask.input.file_kind(), other.ask.role) {
                (Some(kind), Some(role)) => visit.files.retain(|file| (file.kind, file.role) != (kind, role)),
                _ => visit.put(other.ask.field, ""),
            }
        }
        visit
    }

    /// From which day to which day the visit gives `light`: the first is empty where no day is too early, and both where none is.
    fn days(&self, light: Light) -> Vec<String> {
        let on =
            |day: Date| light_by_law(&VisitRecord { date: Some(day), ..self.visit.clone() }, self.context);
        let first = (on(BEFORE_THE_RULES) < light)
            .then(|| self.why().iter().map(|why| why.rule.from).max())
            .flatten();
        // Where the days ahead still count there is no last one; a notice ends at the last year whose holidays are known.
        let far = self.as_of.saturating_add(jiff::Span::new().days(DAYS_AHEAD));
        let late = || {
            self.as_of
                .series(jiff::Span::new().days(1))
                .take_while(|day| *day <= far)
                .find(|day| on(*day) < light)
        };
        let last = if on(far) < light { late().and_then(|day| day.yesterday().ok()) } else { None };
        let written = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        match (first, last) {
            (None, None) => Vec::new(),
            (first, None) => vec![written(first)],
            (first, last) => vec![written(first), written(last)],
        }
    }

    fn why(&self) -> Vec<Why> {
        draft_act(&self.visit, self.context).map(|act| check(&act).why().to_vec()).unwrap_or_default()
    }

    /// What has to be confirmed where the visit, or the visit with another answer that counts, is complete.
    fn to_confirm(&self, light: Light) -> Vec<Text> {
        let mut found: Vec<Text> = Vec::new();
        let mut visits = vec![self.visit.clone()];
        for question in self.template.questions.iter().filter(|question| !question.for_the_record) {
            if !question.any_of.is_empty() {
                visits.push(self.alternative(question));
            }
            visits.extend(question.offers.iter().map(|offer| {
                let mut visit = self.visit.clone();
                visit.put(question.ask.field, offer);
                visit
            }));
        }
        // The day after the last that is settled shows why the days from then on are not.
        let last = self.days(Light::Green).get(1).and_then(|day| day.parse::<Date>().ok());
        let unsettled = last.and_then(|day| day.tomorrow().ok());
        visits.extend(unsettled.map(|day| VisitRecord { date: Some(day), ..self.visit.clone() }));
        for act in visits.iter().filter_map(|visit| draft_act(visit, self.context)) {
            let verdict = check(&act);
            if light_of(&verdict) < light {
                continue;
            }
            for why in verdict.why().iter().filter(|why| why.needs_confirmation()) {
                found.extend(why.step.text().filter(|text| !found.contains(text)));
            }
        }
        found.iter().map(sentence).collect()
    }

    /// Who signs for a mediation statement, where it is one.
    fn mediation(&self) -> Option<Text> {
        if self.context.document != DocumentKind::MediationStatement {
            return None;
        }
        let mut act = draft_act(&self.visit, self.context)?;
        act.recipient = Some(Relation::CohabitingAdultFamily);
        let verdict = check(&act);
        let unmet =
            verdict.unmet().iter().find(|unmet| unmet.rule().id == service::MEDIATION.on(self.as_of).id)?;
        Some(sentence(&unmet.reason()))
    }
}

impl Question {
    /// Whether the guide finds out which of several answers count.
    fn is_chosen(&self) -> bool {
        !self.for_the_record && self.offers.len() > 1 && self.ask.input.file_kind().is_none()
    }

    /// Answers it: with its first offer, its files, the day, or a name that nobody else has.
    fn answer(&self, visit: &mut VisitRecord, as_of: Date) {
        match (self.ask.input.file_kind(), self.ask.role, self.ask.field) {
            (Some(kind), Some(role), _) => {
                visit.files.extend((0..self.min).map(|_| VisitFile { kind, role }));
            }
            (_, _, field::DATE) => visit.date = Some(as_of),
            (_, _, path) => visit.put(path, self.offers.first().map_or("—", String::as_str)),
        }
    }

    fn item(
        &self,
        accepts: Vec<String>,
        blocking: bool,
        unmet: Option<&'static Unmet>,
        as_of: Date,
    ) -> GuideItem {
        let article = match (self.ask.rule, unmet) {
            (Some(rule), _) => rule.on(as_of).article,
            (None, Some(unmet)) => unmet.rule().article,
            (None, None) => "",
        };
        GuideItem {
            id: self.ask.id.to_owned(),
            input: self.ask.input,
            field: self.ask.field.to_owned(),
            accepts,
            role: self.ask.role,
            min: self.min,
            any_of: self.any_of.to_owned(),
            differs_from: self.differs_from.to_owned(),
            blocking,
            ask: Text::new(self.ask.text.0, self.ask.text.1),
            article: article.to_owned(),
            cure: unmet.map(|unmet| sentence(&unmet.cure())),
        }
    }
}

/// A branch that only assists, with the reasons for which no other of its outcome is open.
fn assistance(template: &Template, why_not: &[&'static Unmet], as_of: Date) -> GuideBranch {
    let mut caution = vec![Text::new(template.caution.0, template.caution.1)];
    for unmet in why_not {
        for text in [sentence(&unmet.reason()), sentence(&unmet.cure())] {
            if !caution.contains(&text) {
                caution.push(text);
            }
        }
    }
    let items = template.questions.iter();
    GuideBranch {
        id: template.id.to_owned(),
        outcome: template.outcome,
        mode: None,
        light: Light::Assistance,
        title: Text::new(template.title.0, template.title.1),
        caution: joined(&caution),
        items: items
            .map(|question| question.item(question.offers.clone(), !question.for_the_record, None, as_of))
            .collect(),
    }
}

fn first_unmet(act: &Act) -> Option<&'static Unmet> {
    check(act).unmet().first().copied()
}

/// A clause of the library as a sentence of its own.
fn sentence(clause: &Text) -> Text {
    let mut letters = clause.en.chars();
    let en = letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect::<String>())
        .unwrap_or_default();
    Text::new(format!("{}。", clause.zh), format!("{en}."))
}

fn joined(texts: &[Text]) -> Text {
    let zh: Vec<&str> = texts.iter().map(|text| text.zh.as_str()).collect();
    let en: Vec<&str> = texts.iter().map(|text| text.en.as_str()).collect();
    Text::new(zh.concat(), en.join(" "))
}
