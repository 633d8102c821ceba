//! A freeze of equity from a telephone's first byte to its publication: how long the program itself takes of the five minutes, with no time for
//! the people who take the photographs, read and decide.

use std::time::Instant;

use installation::{Database, Installation, browser::Browser, citizen};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::print_share;

const OFFICER: &str = "people/officer";
const CLERK: &str = "people/clerk-u01";
/// Freezes; the median counts, for disks have moods.
const TIMES: usize = 11;
/// Bytes of a photographed page, and of what a telephone sends at once.
const PAGE: usize = 3 * 1024 * 1024;
const PIECE: usize = 1024 * 1024;
/// The five minutes of the matter, in milliseconds.
const ALLOWED: f64 = 300_000.0;

pub(crate) async fn run() {
    for database in installation::databases().await {
        let name = if matches!(database, Database::Sqlite) { "SQLite" } else { "PostgreSQL" };
        let installation = Installation::demo(database).await;
        let mut times = Vec::new();
        for number in 0..TIMES {
            times.push(freeze(&installation, number).await);
        }
        times.sort_by(f64::total_cmp);
        let figure = format!("equity freeze, telephone to publication, program's ms, {name}");
        print_share(&figure, times[TIMES / 2], ALLOWED);
    }
}

/// A page as a telephone photographs it, as far as anybody looks: the head of a JPEG, and bytes that don't compress.
fn page(number: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ (u64::try_from(number).unwrap() + 1);
    while bytes.len() < PAGE {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes
}

/// One freeze; its milliseconds.
async fn freeze(installation: &Installation, number: usize) -> f64 {
    let case = case(installation, number).await;
    let session = json!({"case": case["name"], "caseNumber": case["caseNumber"]});
    let asked = json!({"uploadSession": session});
    let code = installation.done(OFFICER, "/v1/uploadSessions", &asked).await["code"].clone();
    let mut phone = Browser::new(installation);
    phone.script("/sign-in/upload", "", &json!({"code": code})).await;
    let pages = [page(2 * number), page(2 * number + 1)];
    let started = Instant::now();
    let mut papers = Vec::new();
    for bytes in &pages {
        papers.push(sent(&mut phone, bytes).await);
    }
    let request = json!({"request": {
        "unit": "units/u01", "matter": "matters/equity-freeze", "case": case["name"], "caseNumber": case["caseNumber"],
        "papers": papers,
        "equityFreeze": {
            "companyUscc": "91350100M000100Y43", "companyName": "某有限公司", "holder": holder(number),
            "holderIdentityNumber": citizen(100 + number), "percent": "5", "evidenceKind": "REGISTRATION",
        },
    }});
    let request = installation.done(OFFICER, "/v1/requests", &request).await;
    let path = format!("/v1/{}", request["name"].as_str().unwrap());
    installation.done("people/chief", &format!("{path}:submit"), &json!({})).await;
    installation.done(CLERK, &format!("{path}:receive"), &json!({})).await;
    let answer = json!({"feedback": {"outcome": "DONE", "text": "已冻结并公示", "noticeNumber": "公示001"}});
    let published = installation.done(CLERK, &format!("{path}:feedback"), &answer).await;
    let taken = started.elapsed().as_secs_f64() * 1000.0;
    assert_eq!(published["equityFreeze"]["state"], "FREEZE_STATE_PUBLISHED", "{published}");
    taken
}

fn holder(number: usize) -> String {
    format!("李四{}", ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子"][number % 11])
}

async fn case(installation: &Installation, number: usize) -> Value {
    let case = json!({"case": {
        "caseNumber": format!("（2023）浙0783执{}号", 9000 + number), "filingDate": {"year": 2023, "month": 3, "day": 1},
        "claimFen": "100",
        "parties": [
            {"side": "APPLICANT", "displayName": "张三", "identityNumber": citizen(1)},
            {"side": "DEBTOR", "displayName": holder(number), "identityNumber": citizen(100 + number)},
        ],
    }});
    installation.done(OFFICER, "/v1/cases", &case).await
}

/// Sends a page as the telephone's page does; its name.
async fn sent(phone: &mut Browser, bytes: &[u8]) -> String {
    let digest = hex::encode(Sha256::digest(bytes));
    let word = phone.upload_word().to_owned();
    let evidence = json!({"sha256": digest, "sizeBytes": bytes.len().to_string(), "mediaType": "image/jpeg"});
    let (status, said) = phone.script("/v1/evidence", &word, &json!({"evidence": evidence})).await;
    assert!(status.is_success(), "{said}");
    for (number, piece) in bytes.chunks(PIECE).enumerate() {
        let end = number * PIECE + piece.len();
        let request = phone.request(Method::PATCH, &format!("/v1/evidence/{digest}/content"));
        let request =
            request.header("x-csrf-token", &word).header("content-type", "application/octet-stream");
        let request = request.header("upload-offset", (number * PIECE).to_string());
        let request = request.header("upload-complete", if end == bytes.len() { "?1" } else { "?0" });
        let response = request.body(piece.to_vec()).send().await.unwrap();
        assert!(response.status().is_success(), "{}", response.text().await.unwrap());
    }
    format!("evidence/{digest}")
}
