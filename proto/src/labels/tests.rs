use prost_reflect::Kind;

use super::*;
use crate::POOL;

fn message(name: &str) -> MessageDescriptor {
    POOL.get_message_by_name(&format!("sharedcourt.{name}")).expect("a message of the contract")
}

fn words(request: &str, path: &str) -> Option<(String, String)> {
    path_label(&message(request), path).map(|label| (label.zh, label.en))
}

#[track_caller]
fn reads(request: &str, path: &str, zh: &str, en: &str) {
    assert_eq!(words(request, path), Some((zh.to_owned(), en.to_owned())), "{request} {path}");
}

const CREATE_TASK: &str = "dispatch.v1.CreateTaskRequest";
const CREATE_CASE: &str = "enforcement.v1.CreateCaseRequest";
const IMPORT_CASES: &str = "enforcement.v1.ImportCasesRequest";

#[test]
fn a_field_is_called_by_its_label() {
    reads(CREATE_TASK, "task.case_number", "「案号」", "\"Case number\"");
    reads(CREATE_TASK, "task.finish_by", "「任务办结期限」", "\"Time limit for finishing\"");
    reads(CREATE_TASK, "request_id", "「请求编号」", "\"Request ID\"");
    reads(CREATE_TASK, "task", "「任务」", "\"Task\"");
    reads("dispatch.v1.ListTasksRequest", "filter", "「筛选条件」", "\"Filter\"");
    reads(CREATE_CASE, "case.claim_fen", "「执行标的额」", "\"Amount claimed\"");
    reads(
        "enforcement.v1.CreateReceiptRequest",
        "receipt.bank_reference",
        "「银行流水号」",
        "\"Bank reference\"",
    );
    reads("access.v1.CreateSessionRequest", "password", "「密码」", "\"Password\"");
}

#[test]
fn what_the_label_says_already_is_not_said_twice() {
    reads(CREATE_TASK, "task.addressee.display_name", "「相关人姓名」", "\"Name of the addressee\"");
    let attempt = "dispatch.v1.CreateAttemptRequest";
    reads(attempt, "attempt.witness.display_name", "「见证人姓名」", "\"Name of the witness\"");
    let receipt = "enforcement.v1.CreateReceiptRequest";
    reads(receipt, "receipt.payer.account", "「付款账号」", "\"Account of the payer\"");
}

#[test]
fn a_label_that_many_things_have_stands_with_its_holder() {
    reads(CREATE_TASK, "task.contact.phone", "「联系人」的「电话号码」", "contact, \"Telephone number\"");
    reads(CREATE_TASK, "task.addressee.phone", "「相关人」的「电话号码」", "addressee, \"Telephone number\"");
    let sell = "investigation.v1.SellParcelRequest";
    reads(sell, "buyer.display_name", "「买受人」的「姓名或名称」", "buyer, \"Name\"");
    reads(
        "investigation.v1.CreateAssistRequestRequest",
        "request.subject.identity_number",
        "「协助执行对象」的「身份证件号码」",
        "subject, \"Identity number\"",
    );
}

#[test]
fn an_identity_document_is_somebodys() {
    reads(
        CREATE_TASK,
        "task.addressee.identity.number",
        "「相关人」的「身份证件号码」",
        "addressee, \"Identity number\"",
    );
}

#[test]
fn positions_in_lists_count_from_one() {
    reads(CREATE_TASK, "task.documents[0].copies", "「文书」第 1 项的「份数」", "document 1, \"Copies\"");
    reads(CREATE_TASK, "task.documents[11]", "「文书」第 12 项", "document 12");
    reads(CREATE_TASK, "task.documents", "「文书」", "\"Documents\"");
    reads(
        "dispatch.v1.BatchCreateTasksRequest",
        "requests[3].task.case_number",
        "「任务」第 4 项的「案号」",
        "task 4, \"Case number\"",
    );
    reads(
        "dispatch.v1.CreateAttemptRequest",
        "attempt.evidence[2]",
        "「证据材料」第 3 项",
        "evidence file 3",
    );
    reads(
        "courts.v1.ImportPeopleRequest",
        "people[7].terms[1].court",
        "「人员」第 8 项「任期」第 2 项的「共享法庭」",
        "person 8, term of office 2, \"Shared court\"",
    );
}

#[test]
fn rows_of_a_table_are_called_rows() {
    reads(
        IMPORT_CASES,
        "rows[3].case.parties[0].identity_number",
        "第 4 行「当事人」第 1 项的「身份证件号码」",
        "row 4, party 1, \"Identity number\"",
    );
    reads(IMPORT_CASES, "rows[3].case.filing_date", "第 4 行的「立案日期」", "row 4, \"Filing date\"");
    reads(IMPORT_CASES, "rows[0]", "第 1 行", "row 1");
    reads(IMPORT_CASES, "rows", "「明细行」", "\"Rows\"");
    reads(
        IMPORT_CASES,
        "rows[3].case.parties[0].agents[1].display_name",
        "第 4 行「当事人」第 1 项「代理人」第 2 项的「代理人姓名」",
        "row 4, party 1, agent 2, \"Name of the agent\"",
    );
    reads(
        "enforcement.v1.AddCaseOpeningRowsRequest",
        "rows[9].money.receipt.payer.display_name",
        "第 10 行的「付款人名称」",
        "row 10, \"Name of the payer\"",
    );
}

#[test]
fn deep_paths_stay_short() {
    reads(
        "enforcement.v1.CreateDistributionRequest",
        "distribution.items[4].payee.account",
        "「分配明细」第 5 项的「收款账号」",
        "item 5, \"Account of the payee\"",
    );
    reads(
        "enforcement.v1.CreateDistributionRequest",
        "distribution.items[4].entitlement.evidence[0]",
        "「分配明细」第 5 项「收款依据」的「证据材料」第 1 项",
        "item 5, entitlement, evidence file 1",
    );
    reads(
        "enforcement.v1.CreateBatchRequest",
        "batch.members[84].payee.account",
        "「成员」第 85 项「申请执行人（收款人）」的「收款账号」",
        "member 85, applicant and payee, \"Account of the payee\"",
    );
    reads(
        "enforcement.v1.AddCaseOpeningRowsRequest",
        "rows[0].open_case.imported.case.filing_date",
        "第 1 行的「立案日期」",
        "row 1, \"Filing date\"",
    );
    reads(
        "investigation.v1.AddSeizureOpeningRowsRequest",
        "rows[1].seizure.seizure.case_number",
        "第 2 行的「案号」",
        "row 2, \"Case number\"",
    );
    reads(
        "investigation.v1.AddSeizureOpeningRowsRequest",
        "rows[1].seizure.seizure.record.keeper",
        "第 2 行「查封笔录」的「保管人」",
        "row 2, record of the seizure, \"Keeper\"",
    );
}

#[test]
fn names_of_json_are_understood() {
    reads(CREATE_TASK, "task.addressee.displayName", "「相关人姓名」", "\"Name of the addressee\"");
    reads(
        IMPORT_CASES,
        "rows[3].case.parties[0].identityNumber",
        "第 4 行「当事人」第 1 项的「身份证件号码」",
        "row 4, party 1, \"Identity number\"",
    );
    let disposal = "investigation.v1.CreateDisposalRequest";
    reads(
        disposal,
        "disposal.parcels[0].floorAreaM2",
        "「地块」第 1 项的「建筑面积（平方米）」",
        "parcel 1, \"Floor area (square metres)\"",
    );
}

#[test]
fn a_choice_names_all_that_can_be_chosen() {
    reads(
        "enforcement.v1.AddCaseOpeningRowsRequest",
        "rows[0].what",
        "第 1 行的「在办案件」或「在账案款」",
        "row 1, \"Open case\" or \"Money in hand\"",
    );
    reads(
        "courts.v1.ResolveCourtRequest",
        "place",
        "「地址」、「区划代码」或「位置」",
        "\"Address\", \"Region code\" or \"Position\"",
    );
}

#[test]
fn a_date_is_called_by_the_field_that_holds_it() {
    reads(CREATE_CASE, "case.filing_date.month", "「立案日期」", "\"Filing date\"");
    reads("courts.v1.CreateCourtRequest", "court.position.latitude", "「位置」", "\"Position\"");
    reads("courts.v1.UpdateCourtRequest", "update_mask", "「修改的字段」", "\"Fields to change\"");
}

#[test]
fn what_is_no_path_has_no_words() {
    for path in [
        "",
        ".",
        "$",
        "colour",
        "task.",
        ".task",
        "task..kind",
        "task.colour",
        "task.kind.colour",
        "task[0]",
        "task.documents[]",
        "task.documents[-1]",
        "task.documents[+1]",
        "task.documents[0",
        "task.documents[0]]",
        "task.documents[0][0]",
        "task.documents[x]",
        "task.documents[18446744073709551615]",
        "task.documents[99999999999999999999]",
        "task.finish_by.moons",
        "task.addressee.display_name.zh",
    ] {
        assert_eq!(words(CREATE_TASK, path), None, "{path}");
    }
    assert_eq!(words("enforcement.v1.AddCaseOpeningRowsRequest", "rows[0].what[0]"), None);
    assert_eq!(words("enforcement.v1.AddCaseOpeningRowsRequest", "rows[0].what.open_case"), None);
}

#[test]
fn plurals_of_english_have_their_singular() {
    for (many, one) in [
        ("Parties", "Party"),
        ("People", "Person"),
        ("Permitted addresses", "Permitted address"),
        ("Legal bases", "Legal basis"),
        ("Terms of office", "Term of office"),
        ("Batches", "Batch"),
        ("Proof hashes", "Proof hash"),
        ("Evidence files", "Evidence file"),
        ("Status", "Status"),
    ] {
        assert_eq!(singular(many), one);
    }
    assert_eq!(without_capital("Party"), "party");
    assert_eq!(without_capital("ID number"), "ID number");
}

#[test]
fn every_list_of_the_contract_has_a_plural_in_english() {
    let lists = POOL.all_messages().flat_map(|message| message.fields().collect::<Vec<_>>());
    let labels =
        lists.filter(FieldDescriptor::is_list).filter_map(|list| label_of(&list).map(|label| (list, label)));
    let without: Vec<_> = labels
        .filter(|(_, label)| singular(&label.en) == label.en)
        .map(|(list, label)| format!("{}: {}", list.full_name(), label.en))
        .collect();
    assert!(without.is_empty(), "{without:#?}");
}

/// Every path in a message, with the names of the contract and with those of JSON.
fn paths(message: &MessageDescriptor, before: &[(String, String)], found: &mut Vec<(String, String)>) {
    assert!(before.len() < 12, "{before:?}");
    for field in message.fields() {
        let element = if field.is_list() { "[3]" } else { "" };
        let mut path = before.to_vec();
        path.push((format!("{}{element}", field.name()), format!("{}{element}", field.json_name())));
        let (contract, json): (Vec<_>, Vec<_>) = path.iter().cloned().unzip();
        found.push((contract.join("."), json.join(".")));
        if let Kind::Message(inner) = field.kind() {
            paths(&inner, &path, found);
        }
    }
}

#[test]
fn every_field_of_every_request_has_words() {
    let ours = POOL.services().filter(|service| service.full_name().starts_with("sharedcourt."));
    let mut seen = 0;
    for method in ours.flat_map(|service| service.methods().collect::<Vec<_>>()) {
        let mut found = Vec::new();
        paths(&method.input(), &[], &mut found);
        for (contract, json) in found {
            let words = path_label(&method.input(), &contract);
            let Label { zh, en } =
                words.clone().unwrap_or_else(|| panic!("{} {contract}", method.full_name()));
            assert!(!zh.contains(|c: char| c.is_ascii_alphabetic() || c == '_'), "{contract}: {zh}");
            assert!(!en.is_empty() && !en.contains(['_', '[', '.']), "{contract}: {en}");
            assert_eq!(path_label(&method.input(), &json), words, "{json}");
            seen += 1;
        }
    }
    assert!(seen > 1500, "{seen}");
}

#[test]
fn every_value_that_a_list_can_answer_with_has_a_label_unlike_those_of_its_siblings() {
    let mut waiting: Vec<MessageDescriptor> = crate::methods(&crate::POOL)
        .filter(|method| method.name().starts_with("List"))
        .map(|method| method.output())
        .collect();
    let (mut seen, mut faults) = (std::collections::HashSet::new(), Vec::new());
    while let Some(message) = waiting.pop() {
        if !seen.insert(message.full_name().to_owned()) || !message.full_name().starts_with("sharedcourt.") {
            continue;
        }
        for field in message.fields().filter(|field| !field.is_map()) {
            match field.kind() {
                Kind::Message(inner) => waiting.push(inner),
                Kind::Enum(kind) if seen.insert(kind.full_name().to_owned()) => {
                    let mut known = std::collections::HashSet::new();
                    for value in kind.values().filter(|value| value.number() != 0) {
                        let label = value_label_of(&value).unwrap_or_default();
                        let is_new = known.insert(label.zh.clone()) & known.insert(label.en.clone());
                        if label.zh.is_empty() || label.en.is_empty() || !is_new {
                            faults.push(format!(
                                "{}: zh {:?}, en {:?}",
                                value.full_name(),
                                label.zh,
                                label.en
                            ));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    assert!(faults.is_empty(), "a `value_label` is missing or stands twice:\n{}", faults.join("\n"));
}
