//! A chain of reasons as one sentence, as a court would write it: each step with its provision, each law by its official name once.

use jiff::ToSpan;

use crate::articles::{Citation, law_of};
use crate::text::Text;
use crate::why::{Step, Why};
use crate::zh;

/// The steps of a chain in one sentence. `start` names the day from which it is counted, as 立案日. None where nothing was counted.
#[must_use]
pub fn of(why: &[Why], start: Option<&Text>) -> Option<Text> {
    let counted: Vec<&Why> = why.iter().filter(|why| !matches!(why.step, Step::Applies)).collect();
    if counted.is_empty() {
        return None;
    }
    // The length stands in the provision with which the chain begins.
    let length = why.first().filter(|why| why.rule.measure.is_some());
    let mut citations = Citations::default();
    let (mut zh, mut en): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let stretches = counted.iter().filter(|why| matches!(why.step, Step::NotCounted { .. })).count();
    for why in counted {
        let (text, cited) = match why.step {
            Step::FromNextDay { start: day } => {
                let first = day.saturating_add(1.day());
                let named = start.map_or_else(
                    || (zh::day(day), day.to_string()),
                    |start| (format!("{}（{}）", start.zh, zh::day(day)), format!("{} ({day})", start.en)),
                );
                let text = Text::new(
                    format!("{}不计入，自{}起算", named.0, zh::day(first)),
                    format!("{} is not counted, it runs from {first}", named.1),
                );
                (Some(text), why)
            }
            Step::Counted { length: measure, end, .. } => {
                let text = Text::new(
                    format!("{}至{}届满", measure.zh(), zh::day(end)),
                    format!("{} end on {end}", measure.en()),
                );
                (Some(text), length.unwrap_or(why))
            }
            // One stretch says by itself how many days it has; the rule was cited with it.
            Step::Excluded { days, end } if stretches > 0 => {
                let sum = if stretches == 1 {
                    (String::new(), String::new())
                } else {
                    (
                        format!("以上合计{days}日，重叠部分不重复扣除，"),
                        format!("{days} days in all, none twice: "),
                    )
                };
                let last = (zh.pop().unwrap_or_default(), en.pop().unwrap_or_default());
                let joined = if stretches == 1 { "，" } else { "；" };
                zh.push(format!("{}{joined}{}顺延至{}", last.0, sum.0, zh::day(end)));
                en.push(format!("{}; {}it moves on to {end}", last.1, sum.1));
                continue;
            }
            Step::OffHoliday { from, end } => {
                let text = Text::new(
                    format!("该日为{}，以{}为届满日", zh::rest(from), zh::weekday(end)),
                    format!("that is a day of rest, so that {end} ends it"),
                );
                (Some(text), why)
            }
            _ => (why.step.text(), why),
        };
        let Some(text) = text else { continue };
        let mark = if cited.needs_confirmation() && !text.zh.contains("待确认") {
            ("，待确认", ", to be confirmed")
        } else {
            ("", "")
        };
        match citations.of(cited.rule.article) {
            cite if cite.is_empty() => {
                zh.push(text.zh);
                en.push(text.en);
            }
            cite => {
                zh.push(format!("{}（{cite}{}）", text.zh, mark.0));
                en.push(format!("{} ({}{})", text.en, cited.rule.article, mark.1));
            }
        }
    }
    Some(Text::new(format!("{}。", zh.join("；")), format!("{}.", en.join("; "))))
}

/// Citations in the order of a sentence.
#[derive(Default)]
struct Citations {
    named: Vec<&'static str>,
    last: Option<&'static str>,
}

impl Citations {
    /// The official name at first, then the short one, and the article alone where the law is the one just cited.
    fn of(&mut self, article: &'static str) -> String {
        let Some(cited) = Citation::parse(article) else { return article.to_owned() };
        let place = format!("{}{}", cited.article, cited.part);
        if self.last == Some(cited.law) {
            return place;
        }
        self.last = Some(cited.law);
        let known = self.named.contains(&cited.law);
        self.named.push(cited.law);
        match law_of(article) {
            Some(law) if known || law.title.ends_with(law.reference.trim_matches(['《', '》'])) => {
                format!("{}{place}", law.reference)
            }
            Some(law) => {
                let title = law.title.replace('《', "〈").replace('》', "〉");
                format!("《{title}》（以下简称{}）{place}", law.reference)
            }
            None => format!("《{}》{place}", cited.law),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::deadline::{Exclusion, Extension, Ground, Kind, due};
    use crate::period::{Interval, Intervals, Measure};

    #[test]
    fn a_limit_reads_as_a_court_would_write_it() {
        let days = Interval { from: date(2026, 4, 1), to: date(2026, 4, 10) };
        let exclusion = Exclusion { days, ground: Some(Ground::JurisdictionDispute) };
        let kind = Kind::EnforcementLimit;
        let ruling = due(kind, date(2026, 3, 2), &[exclusion], &[]);
        let sentence = of(ruling.why(), Some(&kind.start())).unwrap();
        assert_eq!(
            sentence.zh,
            "立案日（2026年3月2日）不计入，自2026年3月3日起算（《最高人民法院关于严格执行案件审理期限制度的若干规定》（以下简称《审限规定》）第八条）；\
             六个月至2026年9月2日届满（第五条）；扣除2026年4月1日至10日共10日（第九条第七项），顺延至2026年9月12日；\
             该日为星期六，以2026年9月14日（星期一）为届满日（民事诉讼法第八十五条第三款）。"
        );
        assert!(sentence.en.starts_with("the day of filing (2026-03-02) is not counted"), "{}", sentence.en);
    }

    #[test]
    fn several_stretches_are_added_up_and_an_extension_is_said() {
        let days = |from, to, ground| Exclusion { days: Interval { from, to }, ground: Some(ground) };
        let exclusions = [
            days(date(2026, 4, 1), date(2026, 4, 10), Ground::JurisdictionDispute),
            days(date(2026, 4, 8), date(2026, 4, 20), Ground::Suspension),
        ];
        let extension = Extension {
            months: 3,
            president_approved: true,
            approved_on: Some(date(2026, 9, 1)),
            high_court_record: false,
        };
        let ruling = due(Kind::EnforcementLimit, date(2026, 3, 2), &exclusions, &[extension]);
        let sentence = of(ruling.why(), None).unwrap().zh;
        assert!(
            sentence.contains(
                "经院长批准延长三个月（第五条）；九个月至2026年12月2日届满（第五条）；扣除2026年4月1日至10日共10日（第九条第七项）；\
                 扣除2026年4月8日至20日共13日（第九条第九项）；以上合计20日，重叠部分不重复扣除，顺延至2026年12月22日。"
            ),
            "{sentence}"
        );
    }

    #[test]
    fn a_law_within_the_name_of_a_law_stands_in_single_brackets() {
        let period = crate::period::reckon(date(2026, 9, 25), Measure::Days(5), &Intervals::NONE);
        let sentence = of(&period.why, None).unwrap().zh;
        assert!(
            sentence.contains(
                "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》（以下简称《民事诉讼法解释》）"
            ),
            "{sentence}"
        );
    }

    #[test]
    fn what_is_to_be_confirmed_says_so_in_its_place() {
        let kind = Kind::Handler;
        let ruling = due(kind, date(2026, 3, 2), &[], &[]);
        let sentence = of(ruling.why(), Some(&kind.start())).unwrap();
        assert!(
            sentence.zh.contains(
                "七日至2026年3月9日届满（《关于人民法院办理执行案件若干期限的规定》第二条，待确认）"
            ),
            "{}",
            sentence.zh
        );
    }
}
