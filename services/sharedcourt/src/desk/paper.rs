//! A paper as an officer types it, and as a desk shows it.

use std::str::FromStr;

use proto::{dispatch::v1 as wire, enforcement::v1::ServedDocumentKind as Kind};

/// A paper to take along, as it is typed: 民事裁定书×2,裁定书,密封.
#[derive(Clone, Debug)]
pub(super) struct Paper(wire::Document);

const KINDS: [(&str, &str, Kind); 5] = [
    ("判决书", "judgment", Kind::Judgment),
    ("裁定书", "ruling", Kind::Ruling),
    ("调解书", "mediation-statement", Kind::MediationStatement),
    ("通知书", "notice", Kind::Notice),
    ("其他", "other", Kind::Other),
];

impl FromStr for Paper {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split([',', '，']).map(str::trim);
        let title = parts.next().unwrap_or_default();
        let (title, copies) = title.rsplit_once('×').unwrap_or((title, "1"));
        let copies =
            copies.trim().parse().map_err(|_| format!("“{copies}”不是份数 (no number of copies)"))?;
        let mut paper =
            wire::Document { title: title.trim().to_owned(), copies, ..wire::Document::default() };
        for part in parts {
            if matches!(part, "密封" | "sealed") {
                paper.sealed = true;
            } else if part.starts_with("evidence/") {
                part.clone_into(&mut paper.file);
            } else if let Some((.., kind)) = KINDS.iter().find(|(zh, en, _)| part == *zh || part == *en) {
                paper.kind = (*kind).into();
            } else {
                let known: Vec<_> = KINDS.iter().flat_map(|(zh, en, _)| [*zh, *en]).collect();
                let known = known.join(" ");
                return Err(format!("不认识“{part}”，可写：{known} 密封 sealed evidence/… (not known)"));
            }
        }
        Ok(Self(paper))
    }
}

impl Paper {
    /// In the contract.
    pub(super) fn document(&self) -> wire::Document {
        self.0.clone()
    }
}

/// A paper as it is shown: 民事裁定书×2（裁定书，密封）.
pub(super) fn shown(paper: &wire::Document) -> String {
    let kind = KINDS.iter().find(|(.., kind)| *kind == paper.kind()).map(|(zh, ..)| *zh);
    let notes: Vec<_> = kind.into_iter().chain(paper.sealed.then_some("密封")).collect();
    let notes = if notes.is_empty() { String::new() } else { format!("（{}）", notes.join("，")) };
    format!("{}×{}{notes}", paper.title, paper.copies)
}

/// What was printed for a task, as it is shown; empty for a step in which nothing was.
pub(super) fn printed(task: &wire::Task, step: &wire::Step) -> String {
    let Some(print) = &step.print else { return String::new() };
    let paper = usize::try_from(print.document).ok().and_then(|place| task.documents.get(place));
    let title = paper.map(|paper| paper.title.as_str()).unwrap_or_default();
    let what = match print.kind() {
        wire::PrintKind::Document => title.to_owned(),
        wire::PrintKind::Cover => format!("{title}（封面）"),
        wire::PrintKind::ReturnForm => "送达回证".to_owned(),
        wire::PrintKind::Unspecified => String::new(),
    };
    format!("{what}×{}", print.copies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_typed_with_its_kind_and_shown_with_it() {
        let file = format!("evidence/{}", "a".repeat(64));
        for (typed, shows, has_file) in [
            ("执行通知书", "执行通知书×1", false),
            ("民事裁定书×2,裁定书,密封", "民事裁定书×2（裁定书，密封）", false),
            (&format!("执行通知书，notice，{file}"), "执行通知书×1（通知书）", true),
        ] {
            let paper: Paper = typed.parse().unwrap();
            assert_eq!((shown(&paper.document()), !paper.0.file.is_empty()), (shows.to_owned(), has_file));
        }
        for wrong in ["执行通知书×两", "执行通知书,令状"] {
            assert!(wrong.parse::<Paper>().is_err(), "{wrong}");
        }
    }
}
