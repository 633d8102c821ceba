//! What can be asked of the law by a file, each with a question that can be read.

use serde_json::{Value, json};

/// Every topic that takes a file, with an example of its question.
pub(super) fn list() -> Value {
    json!({
        "service": {
            "mode": "LEFT", "document": {"title": "执行通知书", "kind": "NOTICE"}, "procedure": "ENFORCEMENT",
            "recipient": {"relation": "ADDRESSEE"}, "refused": true, "place": "RESIDENCE",
            "server": {"displayName": "王法官", "courtStaff": true},
            "witness": {"displayName": "李主任", "represents": "RESIDENCE_COMMITTEE", "regionCode": "330783201203"},
            "recordedMedia": true, "servedDate": "2026-03-06",
        },
        "queue": {
            "class": "EQUITY", "end": "RELEASED", "on": "2026-06-01",
            "entries": [{"id": "甲", "registered": "2026-03-01T09:00:00"}, {"id": "乙", "registered": "2026-03-01T10:00:00"}],
        },
        "excess": {"claimFen": 10_000_000, "costsFen": 50_000, "heldFen": 10_060_000, "on": "2026-03-06"},
        "equity": {
            "listed": false, "evidence": "COMPANY_REGISTER", "heldPpm": 300_000, "frozenPpm": 300_000,
            "termMonths": 36, "ruling": true, "notice": true, "published": "2026-03-06T09:30:00",
        },
        "sanction": {
            "kind": "FINE", "subject": "PERSON", "amountFen": 5_000_000, "presidentApproved": true,
            "groundStated": true, "on": "2026-03-06",
        },
        "lift": {"kind": "DISHONEST_LIST", "event": "PERFORMED", "on": "2026-03-06"},
        "closing": {"ending": "COMPLETED", "performed": true, "on": "2026-03-06"},
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_example_can_be_read() {
        for (topic, question) in super::list().as_object().unwrap() {
            let answer = law::ask::by_name(topic, question.clone()).unwrap();
            assert!(answer.value.get("error").is_none(), "{topic}: {}", answer.value);
        }
    }
}
