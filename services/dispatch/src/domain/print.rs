//! What is printed in the village for a task: open papers, the covers of sealed ones, and the form of the proof of service.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind as Sort, Refusal, Text, Violations},
};

use super::{Actor, Decision, EventKind, Kind, Print, Printed, Task};

/// The most prints that a task records: each is a step of its story.
const PRINTS: usize = 200;

impl Task {
    /// Notes a print, which is made once it is noted. It decides nothing.
    pub fn print(&mut self, print: Print, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        self.may_print()?;
        let copies = if print.copies == 0 { 1 } else { print.copies };
        let mut v = Violations::new();
        if !(1..=100).contains(&copies) {
            let text = Text::new("份数须在 1 至 100 之间。", "Between 1 and 100 copies.");
            v.add("print.copies", reason::OUT_OF_RANGE, text);
        }
        let printed = self.steps.iter().filter(|step| step.what == EventKind::Printed).count();
        if printed >= PRINTS {
            let text = Text::new(
                format!("这项任务已打印 {PRINTS} 次，不能再打印，请联系派发任务的干警。"),
                format!("{PRINTS} prints are recorded for this task; ask the officer who filed it."),
            );
            v.add("print", reason::TOO_MANY, text);
        }
        self.check_printed(print.what, &mut v)?;
        v.check()?;
        self.updated = at;
        self.step(EventKind::Printed, by, at, "");
        if let Some(step) = self.steps.last_mut() {
            step.print = Some(Print { copies, ..print });
        }
        Ok(Decision {
            kinds: vec![EventKind::Printed],
            court_before: self.state.court().map(str::to_owned),
            worker_before: self.state.worker().map(str::to_owned),
        })
    }

    fn check_printed(&self, what: Printed, v: &mut Violations) -> Result<(), Refusal> {
        let place = match what {
            Printed::ReturnForm if self.kind == Kind::ServiceOfProcess => return Ok(()),
            Printed::ReturnForm => return Err(no_return_form()),
            Printed::Document(place) | Printed::Cover(place) => place,
        };
        let Some(document) = self.documents.get(place) else {
            let text = Text::new("任务没有这份文书。", "The task has no such document.");
            v.add("print.document", reason::OUT_OF_RANGE, text);
            return Ok(());
        };
        match what {
            Printed::Document(_) if document.sealed => Err(sealed()),
            Printed::Document(_) if document.file.is_empty() => Err(without_file()),
            Printed::Cover(_) if !document.sealed => {
                let text = Text::new(
                    "这份文书没有密封，不用打印封面。",
                    "The paper is not sealed and has no cover.",
                );
                v.add("print.kind", reason::INVALID_VALUE, text);
                Ok(())
            }
            Printed::Document(_) | Printed::Cover(_) | Printed::ReturnForm => Ok(()),
        }
    }
}

fn sealed() -> Refusal {
    Refusal::new(
        Sort::Precondition,
        reason::PAPER_SEALED,
        "这份文书已密封，村社不能打印其内容。请打印封面，并原封交给受送达人。",
        "The paper is sealed and its content is not printed in the village. Print the cover and hand the envelope over unopened.",
    )
    .at("print.document")
}

fn without_file() -> Refusal {
    Refusal::new(
        Sort::Precondition,
        reason::PAPER_WITHOUT_FILE,
        "法院没有随任务发来这份文书的电子文件，不能打印。请使用法院送来的纸质文书。",
        "The court sent no file of this paper with the task, so it can't be printed. Use the paper that the court brings.",
    )
    .at("print.document")
}

pub(super) fn no_return_form() -> Refusal {
    Refusal::new(
        Sort::Precondition,
        reason::NO_RETURN_FORM,
        "这项任务不送达文书，没有送达回证。",
        "The task serves no paper, so it has no proof of service.",
    )
    .at("print.kind")
}
