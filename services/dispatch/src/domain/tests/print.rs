use super::{super::*, COURT, by, code, draft, now, paper, task, worker};

const FILE: &str = "evidence/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// An open paper with its file, one without, and a sealed one with the court's own file.
fn with_papers() -> Task {
    let open = DraftDocument { file: FILE.into(), ..paper("执行通知书") };
    let sealed = DraftDocument { file: FILE.into(), sealed: true, ..paper("民事裁定书") };
    let filing = Draft { documents: vec![open, paper("报告财产令"), sealed], ..draft() }.check(now());
    let place = place::Place::Found { court: COURT.into(), region_code: code("330783201203") };
    Task::file(filing.unwrap(), uuid::Uuid::from_u128(7), place, &code("330783"), &by("officer"), now()).0
}

fn print(what: Printed) -> Print {
    Print { what, copies: 0 }
}

#[test]
fn open_papers_covers_and_the_form_are_printed_and_nothing_of_a_sealed_paper() {
    let mut task = with_papers();
    for (what, refused) in [
        (Printed::Document(0), None),
        (Printed::Document(1), Some("PAPER_WITHOUT_FILE")),
        (Printed::Document(2), Some("PAPER_SEALED")),
        (Printed::Document(3), Some("OUT_OF_RANGE")),
        (Printed::Cover(0), Some("INVALID_VALUE")),
        (Printed::Cover(2), None),
        (Printed::Cover(usize::MAX), Some("OUT_OF_RANGE")),
        (Printed::ReturnForm, None),
    ] {
        let done = task.print(print(what), &by("director"), now());
        let reason = done.err().map(|refusal| match refusal.fields() {
            [only] => only.reason,
            _ => refusal.reason(),
        });
        assert_eq!(reason, refused, "{what:?}");
    }
    let printed: Vec<_> = task.steps.iter().filter_map(|step| step.print).collect();
    assert_eq!(printed.iter().map(|print| print.copies).collect::<Vec<_>>(), [1, 1, 1]);
    assert_eq!(printed[1].what, Printed::Cover(2));
    let copies = Print { what: Printed::ReturnForm, copies: 101 };
    assert_eq!(task.print(copies, &by("director"), now()).unwrap_err().fields()[0].field, "print.copies");
}

#[test]
fn a_print_is_reported_and_decides_nothing() {
    let mut task = with_papers();
    task.assign(&worker("w", "王五"), &by("director"), now()).unwrap();
    let (version, state) = (task.version, task.state.clone());
    let decision = task.print(print(Printed::ReturnForm), &by("w"), now().plus_hours(1)).unwrap();
    assert_eq!(decision.kinds, [EventKind::Printed]);
    assert_eq!((task.version, &task.state), (version, &state));
    assert_eq!(task.updated, now().plus_hours(1));
    let step = task.steps.last().unwrap();
    assert_eq!((step.what, step.actor.as_str(), step.decides()), (EventKind::Printed, "people/w", false));
}

#[test]
fn nothing_is_printed_once_a_task_is_over_and_no_form_where_nothing_is_served() {
    let mut over = with_papers();
    over.revoke("撤回", &by("officer"), now()).unwrap();
    let refused = over.print(print(Printed::ReturnForm), &by("director"), now()).unwrap_err();
    assert_eq!(refused.reason(), "TASK_STATE_CONFLICT");
    let mut search = Task { kind: Kind::LocatePerson, ..task() };
    let refused = search.print(print(Printed::ReturnForm), &by("director"), now()).unwrap_err();
    assert_eq!(refused.fields()[0].reason, "NO_RETURN_FORM");
    let mut often = with_papers();
    for _ in 0..200 {
        often.print(print(Printed::ReturnForm), &by("director"), now()).unwrap();
    }
    let refused = often.print(print(Printed::ReturnForm), &by("director"), now()).unwrap_err();
    assert_eq!(refused.fields()[0].reason, "TOO_MANY");
}
