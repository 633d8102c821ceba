//! Papers through the whole installation: what a village did in the field stands in the proof of service, read by a reader of PDFs.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{io::Write as _, process::Stdio, time::Duration};

use installation::{ADDRESS, DIRECTOR, Installation, WORKER, citizen, databases};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

const OFFICER: &str = "people/officer";
/// A file that proves the visit, and its SHA-256.
const FILE: &[u8] = b"%PDF-1.4\n%%EOF\n";
const DIGEST: &str = "14bcd090baf31edba64e9cbd8cdfc15f943344aa72cb3675ad8e91bfcbce03ad";

/// The officer sends [`FILE`]: an act of service is entered when the files are here that it cites.
async fn send_file(installation: &Installation) {
    let file = json!({"evidence": {"sha256": DIGEST, "sizeBytes": FILE.len().to_string(), "mediaType": "application/pdf"}});
    installation.done(OFFICER, "/v1/evidence", &file).await;
    let request = installation.request(OFFICER, Method::PATCH, &format!("/v1/evidence/{DIGEST}/content"));
    let request = request.header("upload-offset", "0").header("upload-complete", "?1");
    assert!(request.body(FILE).send().await.unwrap().status().is_success());
}

/// A paper: its bytes.
async fn paper(installation: &Installation, person: &str, path: &str) -> Vec<u8> {
    let response = installation.request(person, Method::GET, path).send().await.unwrap();
    let (status, kind) = (response.status(), response.headers().get(header::CONTENT_TYPE).cloned());
    let name = response.headers().get(header::CONTENT_DISPOSITION).cloned();
    let bytes = response.bytes().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{path}: {}", String::from_utf8_lossy(&bytes));
    assert_eq!(kind.unwrap(), "application/pdf");
    // A browser saves it under its Chinese title.
    let name = name.expect("every paper says its name");
    assert!(
        name.to_str().unwrap().starts_with("inline; ") && name.to_str().unwrap().contains("UTF-8''%E"),
        "{name:?}"
    );
    bytes.to_vec()
}

/// Its text, without spaces and line breaks.
fn text(pdf: &[u8]) -> String {
    let mut reader = std::process::Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext, of Debian's poppler-utils, is there");
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    let text = String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

/// A case in which a village tried to serve a notice; the case and the attempt.
async fn visited(installation: &Installation) -> (Value, Value) {
    let case = json!({"case": {
        "caseNumber": "（2023）浙0783执88号", "cause": "民间借贷纠纷", "claimFen": "1200000",
        "filingDate": {"year": 2023, "month": 3, "day": 1},
        "parties": [
            {"side": "APPLICANT", "displayName": "张三", "identityNumber": citizen(1)},
            {"side": "DEBTOR", "displayName": "赵䶮", "identityNumber": citizen(2)},
        ],
    }});
    let case = installation.done(OFFICER, "/v1/cases", &case).await;
    let mut task = installation::filing(ADDRESS);
    task["task"]["caseNumber"] = json!("（2023）浙0783执88号");
    let task = installation.done(OFFICER, "/v1/tasks", &task).await;
    let at = format!("/v1/{}", task["name"].as_str().unwrap());
    installation.done(DIRECTOR, &format!("{at}:assign"), &json!({"worker": WORKER})).await;
    installation.done(WORKER, &format!("{at}:accept"), &json!({})).await;
    let attempt = json!({"attempt": {
        "outcome": "REFUSED", "note": "拒收", "deviceTime": "2026-01-02T03:04:05Z",
        "position": {"latitude": 29.267_301, "longitude": 120.241_522, "accuracyM": 12.0},
    }});
    (case, installation.done(WORKER, &format!("{at}/attempts"), &attempt).await)
}

fn left(attempt: &Value, addressee: &str) -> Value {
    let attempt = attempt["name"].as_str().unwrap();
    json!({"act": {
        "mode": "LEFT", "document": {"title": "执行通知书", "kind": "NOTICE", "copies": 2},
        "addressee": {"displayName": addressee, "kind": "PERSON"},
        "recipient": {"displayName": addressee, "relation": "ADDRESSEE"}, "refused": true, "place": "RESIDENCE",
        "server": {"displayName": "李强", "courtStaff": true, "person": "people/officer"},
        "recordedMedia": true, "servedDate": {"year": 2023, "month": 3, "day": 10},
        "task": attempt.split("/attempts/").next().unwrap(), "attempt": attempt,
        "evidence": [format!("evidence/{DIGEST}")],
    }})
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_village_did_stands_in_the_proof_of_service() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let (case, attempt) = visited(&installation).await;
        let acts = format!("/v1/{}/serviceActs", case["name"].as_str().unwrap());
        let (status, response) = installation.post(OFFICER, &acts, &left(&attempt, "赵䶮")).await;
        assert_eq!(
            (status, &response["reason"]),
            (StatusCode::BAD_REQUEST, &json!("FILES_MISSING")),
            "{response}"
        );
        send_file(&installation).await;
        let act = installation.done(OFFICER, &acts, &left(&attempt, "赵䶮")).await;
        let name = act["name"].as_str().unwrap().to_owned();
        let path = format!("/v1/{name}/document");
        let mut said = String::new();
        // The position comes by the log of tasks.
        for _ in 0..100 {
            said = text(&paper(&installation, OFFICER, &path).await);
            if said.contains("29.267301") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let address: String = ADDRESS.chars().filter(|c| !c.is_whitespace()).collect();
        holds(
            &said,
            &[
                "东阳市人民法院",
                "送达回证",
                "民间借贷纠纷",
                "（2023）浙0783执88号",
                "执行通知书2件",
                "赵䶮",
                &address,
                "拒绝接收",
                "送达人：李强",
                "留置送达",
                "第八十九条",
                "29.267301,120.241522",
                "误差12米",
                &DIGEST[..32],
                &DIGEST[32..],
                &name,
                "2023年3月10日",
            ],
        );
        let (one, other) = (
            paper(&installation, OFFICER, &path).await,
            paper(&installation, "people/president", &path).await,
        );
        assert_eq!(one, other, "the same act, the same bytes");
        // Anyone who may not see the act gets no paper of it.
        assert_eq!(installation.get(WORKER, &path).await.0, StatusCode::FORBIDDEN);
        let nowhere = path.replace(&name, "serviceActs/01900000-0000-7000-8000-000000000000");
        assert_eq!(installation.get(OFFICER, &nowhere).await.1["reason"], "SERVICE_ACT_UNKNOWN");

        let odd = installation.done(OFFICER, &acts, &left(&attempt, "赵\u{1F600}")).await;
        let (status, refused) =
            installation.get(OFFICER, &format!("/v1/{}/document", odd["name"].as_str().unwrap())).await;
        assert_eq!(
            (status, &refused["reason"]),
            (StatusCode::BAD_REQUEST, &json!("PAPER_CHARACTERS_MISSING"))
        );
        assert!(refused["detail"].as_str().unwrap().contains('\u{1F600}'), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_village_takes_the_form_along_and_reads_what_is_open_while_it_has_the_task() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        send_file(&installation).await;
        let file = format!("evidence/{DIGEST}");
        let mut task = installation::filing(ADDRESS);
        task["task"]["documents"] = json!([
            {"title": "执行裁定书", "kind": "RULING", "copies": 2, "file": file},
            {"title": "民事裁定书", "kind": "RULING", "sealed": true},
        ]);
        task["task"]["procedure"] = json!("ENFORCEMENT");
        task["task"]["addressee"]["status"] = json!("NONE");
        let task = installation.done(OFFICER, "/v1/tasks", &task).await;
        assert_eq!(task["documents"][1]["sealed"], true);
        assert_eq!(
            (&task["procedure"], &task["addressee"]["status"]),
            (&json!("PROCEDURE_ENFORCEMENT"), &json!("ADDRESSEE_STATUS_NONE"))
        );
        let at = format!("/v1/{}", task["name"].as_str().unwrap());
        installation.done(DIRECTOR, &format!("{at}:assign"), &json!({"worker": WORKER})).await;
        installation.done(WORKER, &format!("{at}:accept"), &json!({})).await;
        let form = format!("{at}/returnForm");
        for person in [DIRECTOR, WORKER, OFFICER] {
            let said = text(&paper(&installation, person, &form).await);
            holds(
                &said,
                &[
                    "东阳市人民法院",
                    "送达回证",
                    "（2023）浙0783执123号",
                    "张三丰",
                    "执行裁定书2件；民事裁定书1件",
                ],
            );
        }
        assert_eq!(installation.get("people/director-330783123", &form).await.1["reason"], "TASK_UNKNOWN");
        let mut search = installation::filing(ADDRESS);
        search["task"]["kind"] = json!("LOCATE_PERSON");
        let search = installation.done(OFFICER, "/v1/tasks", &search).await;
        let (status, refused) =
            installation.get(OFFICER, &format!("/v1/{}/returnForm", search["name"].as_str().unwrap())).await;
        assert_eq!((status, &refused["reason"]), (StatusCode::BAD_REQUEST, &json!("NO_RETURN_FORM")));

        // The director reads the open paper, prints it, and loses it with the task.
        let content = format!("/v1/{file}/content");
        let reads = async |wanted: StatusCode| {
            for _ in 0..200 {
                let answer = installation.request(DIRECTOR, Method::GET, &content).send().await.unwrap();
                if answer.status() == wanted {
                    return answer.bytes().await.unwrap();
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            panic!("the director's file stays as it was");
        };
        assert_eq!(reads(StatusCode::OK).await, FILE);
        let print = json!({"print": {"kind": "DOCUMENT", "document": 0, "copies": 2}});
        let printed = installation.done(DIRECTOR, &format!("{at}:recordPrint"), &print).await;
        let step = &printed["steps"].as_array().unwrap().last().unwrap()["print"];
        assert_eq!((&step["kind"], &step["copies"]), (&json!("PRINT_KIND_DOCUMENT"), &json!(2)));
        let sealed = json!({"print": {"kind": "DOCUMENT", "document": 1}});
        let (_, refused) = installation.post(DIRECTOR, &format!("{at}:recordPrint"), &sealed).await;
        assert_eq!(refused["reason"], "PAPER_SEALED");
        installation.done(OFFICER, &format!("{at}:revoke"), &json!({"reason": "当事人已到庭领取"})).await;
        reads(StatusCode::NOT_FOUND).await;
        let (_, refused) = installation.post(DIRECTOR, &format!("{at}:recordPrint"), &print).await;
        assert_eq!(refused["reason"], "TASK_STATE_CONFLICT");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_orders_and_lists_are_printed_from_what_is_kept() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let (case, _) = visited(&installation).await;
        let notice = text(
            &paper(&installation, OFFICER, &format!("/v1/{}/notice", case["name"].as_str().unwrap())).await,
        );
        holds(
            &notice,
            &["执行通知书", "赵䶮：", "申请执行人张三", "壹万贰仟元整", "12,000.00", "第二百五十一条"],
        );
        let request = json!({"request": {
            "unit": "units/u01", "matter": "matters/equity-freeze", "case": case["name"], "caseNumber": case["caseNumber"],
            "papers": [format!("evidence/{DIGEST}"), format!("evidence/{}", DIGEST.replace('9', "8"))],
            "equityFreeze": {
                "companyUscc": "91350100M000100Y43", "companyName": "某有限公司", "holder": "赵䶮",
                "holderIdentityNumber": citizen(2), "percent": "30", "termMonths": 36, "evidenceKind": "REGISTRATION",
            },
        }});
        let request = installation.done(OFFICER, "/v1/requests", &request).await;
        let path = format!("/v1/{}/document", request["name"].as_str().unwrap());
        let assist = text(&paper(&installation, OFFICER, &path).await);
        holds(
            &assist,
            &[
                "协助执行通知书",
                "某有限公司",
                "赵䶮",
                "30%",
                "冻结期限36个月",
                "（2023）浙0783执88号",
                "回执",
            ],
        );
        // A unit gets it when it was sent, not before.
        assert_eq!(installation.get("people/clerk-u01", &path).await.0, StatusCode::NOT_FOUND);
        let due = jiff::Timestamp::now().saturating_add(jiff::SignedDuration::from_hours(48)).unwrap();
        let order = json!({"supervision": {
            "subject": case["name"], "case": case["name"], "owner": OFFICER, "matter": "请三日内反馈送达情况",
            "dueTime": due.to_string(),
        }});
        let order = installation.done("people/command", "/v1/supervisions", &order).await;
        let path = format!("/v1/{}/document", order["name"].as_str().unwrap());
        holds(
            &text(&paper(&installation, OFFICER, &path).await),
            &["督办单", "请三日内反馈送达情况", "签发", "people/officer"],
        );
        let members = json!([{
            "payee": {"displayName": "工人1", "identityNumber": citizen(7), "account": "6222020000000007", "bank": "东阳农商银行"},
            "claimFen": "670105320", "caseNumber": "（2023）浙0783执89号",
        }]);
        let batch = json!({"batch": {
            "displayName": "工地工资", "cause": "追索劳动报酬纠纷", "members": members,
            "debtor": {"displayName": "某建设公司", "kind": "ORGANISATION", "identityNumber": "91350100M000100Y43"},
        }});
        let batch = installation.done(OFFICER, "/v1/batches", &batch).await;
        let list = text(
            &paper(
                &installation,
                "people/cashier",
                &format!("/v1/{}/document", batch["name"].as_str().unwrap()),
            )
            .await,
        );
        holds(&list, &["案款发放清单", "工人1", "****0007", "6,701,053.20", "合计（大写）"]);
    }
}

/// The particulars of the people's court, changed by its administrator.
async fn change_court(installation: &Installation, mask: &str, court: Value) -> Value {
    let path = format!("/v1/peoplesCourts/330783?updateMask={mask}");
    let (status, changed) =
        installation::answer(installation.request("people/admin", Method::PATCH, &path).json(&court)).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    changed
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_bear_what_the_administrator_entered_and_not_what_a_later_start_says() {
    for database in databases().await {
        let mut installation =
            Installation::start_with(database, true, &["--court-name", "甲县人民法院"]).await;
        let (case, _) = visited(&installation).await;
        assert_eq!(case["peoplesCourt"], "peoplesCourts/330783");
        let notice = format!("/v1/{}/notice", case["name"].as_str().unwrap());
        let request = json!({"request": {
            "unit": "units/u01", "matter": "matters/equity-freeze", "case": case["name"], "caseNumber": case["caseNumber"],
            "papers": [format!("evidence/{DIGEST}"), format!("evidence/{}", DIGEST.replace('9', "8"))],
            "equityFreeze": {
                "companyUscc": "91350100M000100Y43", "companyName": "某有限公司", "holder": "赵䶮",
                "holderIdentityNumber": citizen(2), "percent": "30", "termMonths": 36, "evidenceKind": "REGISTRATION",
            },
        }});
        let request = installation.done(OFFICER, "/v1/requests", &request).await;
        let assist = format!("/v1/{}/document", request["name"].as_str().unwrap());
        for path in [&notice, &assist] {
            let said = text(&paper(&installation, OFFICER, path).await);
            holds(&said, &["甲县人民法院"]);
            assert!(!said.contains("联系电话"), "{said}");
        }
        let (status, court) = installation.get(WORKER, "/v1/peoplesCourts/330783").await;
        assert_eq!((status, court["caseNumberCode"].as_str()), (StatusCode::OK, Some("浙0783")));
        let entered = json!({
            "displayName": "乙县人民法院", "address": "乙县人民路1号", "telephone": "0579-12345678", "etag": court["etag"],
        });
        let changed = change_court(&installation, "displayName,address,telephone", entered).await;
        let entered = ["乙县人民法院", "联系电话：0579-12345678", "本院地址：乙县人民路1号"];
        for path in [&notice, &assist] {
            let said = text(&paper(&installation, OFFICER, path).await);
            holds(&said, &entered);
            assert!(!said.contains("甲县"), "{said}");
        }
        assert!(installation.stop().await.success());
        installation.again_with(&["--court-name", "丙县人民法院"]).await;
        assert_eq!(installation.get(OFFICER, "/v1/peoplesCourts/330783").await.1, changed);
        holds(&text(&paper(&installation, OFFICER, &notice).await), &entered);
        assert_eq!(
            installation.get(OFFICER, &format!("/v1/{}", case["name"].as_str().unwrap())).await.1["peoplesCourt"],
            "peoplesCourts/330783"
        );
    }
}
