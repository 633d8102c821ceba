//! Custody of the data: its keys, its databases, what was touched from outside, and the modes of its files.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{fs, os::unix::fs::PermissionsExt as _, process::Output, time::Duration};

use installation::{Database, Installation, WORKER, databases};
use reqwest::StatusCode;
use sea_orm::{ConnectionTrait as _, Database as Sea};
use serde_json::json;

/// Runs SQL on a service's database, as somebody with the file or the password would.
async fn tamper(installation: &Installation, database: &Database, service: &str, text: &str) {
    let url = match database {
        Database::Sqlite => {
            format!("sqlite://{}", installation.folder().join(format!("{service}.db")).display())
        }
        Database::Postgres(url) => url.clone(),
    };
    let mut options = kit::storage::pool_options(url);
    options.max_connections(1);
    if matches!(database, Database::Postgres(_)) {
        options.set_schema_search_path(service);
    }
    let connection = Sea::connect(options).await.unwrap();
    let touched = connection.execute_unprepared(text).await.unwrap();
    assert!(touched.rows_affected() > 0 || text.starts_with("DROP"), "{text} has touched nothing");
    connection.close().await.unwrap();
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn starts(installation: &Installation) -> (Option<i32>, String) {
    let output = installation.run(&["serve", "--demo", "--listen", "127.0.0.1:0"]).await;
    (output.status.code(), said(&output))
}

#[tokio::test(flavor = "multi_thread")]
async fn data_without_its_key_or_with_another_is_refused_and_no_key_is_made() {
    for database in databases().await {
        let mut installation = Installation::demo(database.clone()).await;
        installation.file().await;
        installation.stop().await;
        let (key, kept) = (installation.folder().join("secret.key"), installation.folder().join("kept.key"));
        fs::rename(&key, &kept).unwrap();
        let (code, words) = starts(&installation).await;
        assert!(code == Some(2) && words.contains("请从备份恢复"), "{code:?} {words}");
        assert!(!key.exists(), "a new key was made beside data");
        fs::write(&key, format!("{}\n", "5a".repeat(32))).unwrap();
        let (code, words) = starts(&installation).await;
        assert!(code == Some(2) && words.contains("KEY_FOREIGN"), "{code:?} {words}");
        for role in ["dispatch", "evidence"] {
            let others = "http://127.0.0.1:9";
            let output = installation
                .run(&[
                    "serve",
                    "--roles",
                    role,
                    "--listen",
                    "127.0.0.1:0",
                    "--courts",
                    others,
                    "--dispatch",
                    others,
                    "--enforcement",
                    others,
                    "--investigation",
                    others,
                ])
                .await;
            assert!(said(&output).contains("KEY_FOREIGN"), "{role}: {}", said(&output));
        }
        fs::rename(&kept, &key).unwrap();
        installation.again().await;
        installation.file().await;
        let proved = installation.run(&["verify", "all"]).await;
        assert!(proved.status.success(), "{}", said(&proved));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_rotated_while_the_installation_runs_and_the_old_one_is_dropped_when_nothing_is_under_it() {
    for database in databases().await {
        let mut installation = Installation::demo(database.clone()).await;
        let before = installation.job().await;
        let token = installation.token("people/officer");
        let rotated = installation.run(&["keys", "rotate"]).await;
        assert!(rotated.status.success(), "{}", said(&rotated));
        // Running processes look at the key file once a second.
        tokio::time::sleep(Duration::from_millis(1200)).await;
        let after = installation.job().await;
        let refused = installation.run(&["keys", "drop-old"]).await;
        assert!(!refused.status.success(), "dropped while rows were under it: {}", said(&refused));
        assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
        for _ in 0..2 {
            let done = installation.run(&["keys", "reencrypt"]).await;
            assert!(done.status.success(), "{}", said(&done));
        }
        for name in [&before, &after] {
            assert_eq!(installation.get("people/officer", &format!("/v1/{name}")).await.0, StatusCode::OK);
        }
        let dropped = installation.run(&["keys", "drop-old"]).await;
        assert!(dropped.status.success(), "{}", said(&dropped));
        tokio::time::sleep(Duration::from_millis(1200)).await;
        let client = reqwest::Client::new();
        let old = client.get(format!("{}/v1/me", installation.url)).bearer_auth(token).send().await.unwrap();
        assert_eq!(old.status(), StatusCode::UNAUTHORIZED, "a token under a dropped key");
        installation.kill().await;
        installation.again().await;
        for name in [&before, &after] {
            assert_eq!(installation.get("people/officer", &format!("/v1/{name}")).await.0, StatusCode::OK);
        }
        // Old records of the audit are read still.
        let (status, records) = installation.get("people/admin", "/v1/auditRecords?pageSize=1000").await;
        assert_eq!(status, StatusCode::OK, "{records}");
        let proved = installation.run(&["verify", "all"]).await;
        assert!(proved.status.success(), "{}", said(&proved));
        let status = installation.run(&["keys", "status"]).await;
        assert!(status.status.success() && said(&status).contains("仅审计可读"), "{}", said(&status));
        installation.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tampering_is_found_with_its_place() {
    for database in databases().await {
        let mut installation = Installation::demo(database.clone()).await;
        let (task, other) = (installation.file().await, installation.file().await);
        let case = json!({"case": {"caseNumber": "（2026）浙0783执1号", "filingDate": {"year": 2026, "month": 3, "day": 2},
            "claimFen": "7880000", "parties": [
            {"side": "APPLICANT", "displayName": "张三", "kind": "PERSON", "identityNumber": "11010519491231002X"},
            {"side": "DEBTOR", "displayName": "李四", "kind": "PERSON", "identityNumber": "34052419800101001X"}]}});
        let case = installation.done("people/officer", "/v1/cases", &case).await;
        let case = case["name"].as_str().unwrap().to_owned();
        installation.stop().await;
        let proved = installation.run(&["verify", "all"]).await;
        assert!(proved.status.success(), "{}", said(&proved));

        let id = |name: &str| name.rsplit('/').next().unwrap().to_owned();
        let worker = id(WORKER);
        for (service, text, what, place) in [
            (
                "dispatch",
                format!("UPDATE tasks SET creator = 'people/officer2' WHERE id = '{}'", id(&other)),
                "log",
                other.clone(),
            ),
            ("dispatch", format!("DELETE FROM tasks WHERE id = '{}'", id(&task)), "log", task.clone()),
            (
                "enforcement",
                format!("UPDATE cases SET handler = 'people/officer2' WHERE id = '{}'", id(&case)),
                "records",
                format!("cases {}", id(&case)),
            ),
            ("enforcement", format!("DELETE FROM cases WHERE id = '{}'", id(&case)), "records", case.clone()),
            (
                "courts",
                format!(
                    "INSERT INTO terms (person, id, role, place, committee_staff, start_time)
                     VALUES ('{worker}', 'forged', 'PRESIDENT', '330783', 0, 0)"
                ),
                "records",
                format!("people/{worker}"),
            ),
            (
                "courts",
                "DELETE FROM terms WHERE person = 'officer'".to_owned(),
                "records",
                "people/officer".to_owned(),
            ),
            (
                "evidence",
                format!(
                    "INSERT INTO citations (sha256, subject, region_code, holder, person, create_time, whole)
                     VALUES ('ab', '{other}/attempts/0190b6f0-0000-7000-8000-000000000001', '330783', '', 'people/{worker}', 1, '')"
                ),
                "records",
                format!("{other}/attempts/"),
            ),
        ] {
            tamper(&installation, &database, service, &text).await;
            let proved = installation.run(&["verify", what]).await;
            let words = said(&proved);
            let found = words.lines().any(|line| line.starts_with('✗') && line.contains(&place));
            assert!(proved.status.code() == Some(1) && found, "{text}: {words}");
        }

        // The audit, with its heads.
        let _ = fs::remove_dir_all(installation.folder().join("audit-heads"));
        if let Database::Postgres(_) = &database {
            tamper(&installation, &database, "audit", "DROP SCHEMA audit CASCADE").await;
        } else {
            for ending in ["db", "db-wal", "db-shm", "mark"] {
                let _ = fs::remove_file(installation.folder().join(format!("audit.{ending}")));
            }
        }
        let proved = installation.run(&["verify", "audit"]).await;
        assert_eq!(proved.status.code(), Some(1), "{}", said(&proved));
        if matches!(database, Database::Sqlite) {
            // And when a new one was begun in its place.
            installation.again().await;
            installation.stop().await;
            let proved = installation.run(&["verify", "audit"]).await;
            assert!(
                proved.status.code() == Some(1) && said(&proved).contains("整条删除"),
                "{}",
                said(&proved)
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_emptied_or_gone_is_no_readiness_and_no_start() {
    let mut installation = Installation::demo(Database::Sqlite).await;
    installation.file().await;
    let ready = async || {
        let answer = reqwest::get(format!("{}/readyz?verbose", installation.url)).await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    assert_eq!(ready().await.0, StatusCode::OK);
    let file = installation.folder().join("dispatch.db");
    fs::rename(&file, installation.folder().join("moved.db")).unwrap();
    let (status, lines) = ready().await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(lines.contains("[-] sharedcourt.dispatch.v1 The database of dispatch was removed"), "{lines}");
    fs::rename(installation.folder().join("moved.db"), &file).unwrap();
    assert_eq!(ready().await.0, StatusCode::OK);
    fs::File::options().write(true).open(&file).unwrap().set_len(0).unwrap();
    assert_eq!(ready().await.0, StatusCode::SERVICE_UNAVAILABLE);
    installation.kill().await;
    let (code, words) = starts(&installation).await;
    assert!(code == Some(2) && words.contains("STORE_GONE"), "{code:?} {words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_reads_the_files_and_there_is_no_core_dump() {
    let mut installation = Installation::demo(Database::Sqlite).await;
    let limits = installation.limits();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    installation.stop().await;
    let folder = installation.folder().to_owned();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(folder.join("courts.db"), fs::Permissions::from_mode(0o644)).unwrap();
    installation.again().await;
    let mode = |name: &str| fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("."), mode("courts.db"), mode("secret.key")), (0o700, 0o600, 0o600));
    installation.stop().await;
}
