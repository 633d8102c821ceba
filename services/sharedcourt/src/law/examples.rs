//! One question for each topic, as it can be asked, and the facts that each topic knows.

use law::ask;
use serde_json::{Value, json};

/// Every topic: how it is asked, for those that are asked by a file what stands in it, and every fact that it knows with its values.
pub(super) fn topics() -> Value {
    let mut all = list();
    for (topic, entry) in all.as_object_mut().into_iter().flatten() {
        let facts = ask::facts(topic);
        if !facts.is_empty() {
            entry["facts"] = json!(facts);
        }
    }
    all
}

/// Every topic: how it is asked, and for those that are asked by a file what stands in it.
pub(super) fn list() -> Value {
    json!({
        "period": {"ask": "sharedcourt law period --from 2026-11-23 --days 15 --exclude 2026-12-01..2026-12-05"},
        "deadline": {
            "ask": "sharedcourt law deadline --filed 2026-03-02 --kind enforcement-limit --exclude 2026-04-01..2026-04-10",
        },
        "seizure": {
            "ask": "sharedcourt law seizure --class real-estate --from 2026-03-02 --renewed 2029-02-20 --on 2030-01-01",
        },
        "case-number": {"ask": "sharedcourt law case-number （2026）浙0783执123号"},
        "citizen-id": {"ask": "sharedcourt law citizen-id 11010519491231002X"},
        "uscc": {"ask": "sharedcourt law uscc 91350100M000100Y43"},
        "region-code": {"ask": "sharedcourt law region-code 330783201203"},
        "service": {
            "ask": "sharedcourt law service FILE",
            "file": {
                "mode": "LEFT", "document": {"title": "执行通知书", "kind": "NOTICE"}, "procedure": "ENFORCEMENT",
                "recipient": {"relation": "ADDRESSEE"}, "refused": true, "place": "RESIDENCE",
                "server": {"displayName": "王法官", "courtStaff": true},
                "witness": {"displayName": "李主任", "represents": "RESIDENCE_COMMITTEE", "regionCode": "330783201203", "signed": true},
                "recordedMedia": true, "signed": true, "noted": true, "servedDate": "2026-03-06",
            },
        },
        "queue": {
            "ask": "sharedcourt law queue FILE",
            "file": {
                "class": "EQUITY", "end": "RELEASED", "on": "2026-06-01",
                "entries": [
                    {"id": "甲", "registered": "2026-03-01T09:00:00"}, {"id": "乙", "registered": "2026-03-01T10:00:00"},
                ],
            },
        },
        "excess": {
            "ask": "sharedcourt law excess FILE",
            "file": {"claimFen": 10_000_000, "costsFen": 50_000, "heldFen": 10_050_000, "on": "2026-03-06"},
        },
        "equity": {
            "ask": "sharedcourt law equity FILE",
            "file": {
                "listed": false, "evidence": "REGISTRATION", "heldPpm": 300_000, "frozenPpm": 300_000,
                "termMonths": 36, "ruling": true, "notice": true, "published": "2026-03-06T09:30:00",
            },
        },
        "sanction": {
            "ask": "sharedcourt law sanction FILE",
            "file": {
                "kind": "FINE", "subject": "PERSON", "amountFen": 5_000_000, "presidentApproved": true,
                "groundStated": true, "on": "2026-03-06",
            },
        },
        "lift": {
            "ask": "sharedcourt law lift FILE",
            "file": {"kind": "DISHONEST_LIST", "event": "PERFORMED", "on": "2026-03-06"},
        },
        "closing": {
            "ask": "sharedcourt law closing FILE",
            "file": {"ending": "COMPLETED", "performed": true, "on": "2026-03-06"},
        },
    })
}
