//! Idempotency keys: a call with a `request_id` is carried out once (AIP-155). Its response is stored in the transaction of its effects;
//! the same call again gets the same response, and another body under the same id is refused with REQUEST_ID_REUSED.

use prost::Message;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use sha2::{Digest as _, Sha256};

use crate::{
    access::Caller,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal, Violations},
    },
    storage::{Encryption, Store, sql},
};

/// The table, for a service's first migration. `hash` is of the method and the body.
pub const TABLES: &[&str] = &[
    "CREATE TABLE requests (
        person TEXT NOT NULL, request_id TEXT NOT NULL, hash {bytes} NOT NULL, answer {bytes}, at BIGINT NOT NULL,
        PRIMARY KEY (person, request_id))",
    // Serves the deletion of what is old.
    "CREATE INDEX requests_by_age ON requests (at)",
];

/// For how long a repeated call is recognised, in days. A phone that was away longer reads what became of its calls.
pub const KEPT_DAYS: i64 = 90;

/// Deletes responses of calls before a moment; their number.
pub async fn delete_older_than(store: &Store, before: Timestamp) -> Result<u64, DbErr> {
    let tx = store.begin().await?;
    let delete = "DELETE FROM requests WHERE at < $1";
    let gone = tx.execute_raw(sql(&tx, delete, vec![before.micros().into()])).await?;
    tx.commit().await?;
    Ok(gone.rows_affected())
}

/// The longest request id that is accepted, in characters.
const LONGEST: usize = 128;

/// What a claim gives.
#[derive(Debug)]
pub enum Outcome<A, F = IdempotencyGuard> {
    /// The call was carried out before; this was its response.
    Replayed(A),
    /// The call is to be carried out now.
    Fresh(F),
}

/// The claim of a key: the right to carry the call out and the duty to store its response.
#[derive(Debug)]
#[must_use = "the response has to be stored"]
pub struct IdempotencyGuard(Option<(String, String, Encryption)>);

/// The key of a call: who, under which id, what.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    person: String,
    id: String,
    hash: Vec<u8>,
    at: Timestamp,
}

impl IdempotencyKey {
    /// From a request as it came in. Without an id the call is simply carried out. The id is 1 to 128 visible characters; a UUID
    /// is usual.
    pub fn new(
        caller: &Caller,
        request_id: &str,
        method: &str,
        body: &impl Message,
    ) -> Result<Self, Refusal> {
        let mut violations = Violations::new();
        let visible = request_id.chars().all(|c| c.is_ascii_graphic());
        if !visible || request_id.len() > LONGEST {
            let text = crate::domain::refusal::Text::new(
                "请求编号须为 1 至 128 个可见的英文字符，建议使用 UUID。",
                "A request id is 1 to 128 visible ASCII characters, best a UUID.",
            );
            violations.add("request_id", reason::REQUEST_ID_MALFORMED, text);
        }
        violations.check()?;
        let mut hash = Sha256::new();
        hash.update(method.as_bytes());
        hash.update([0]);
        hash.update(body.encode_to_vec());
        Ok(Self {
            person: caller.person.clone(),
            id: request_id.to_owned(),
            hash: hash.finalize().to_vec(),
            at: caller.at,
        })
    }

    /// When the call came.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Claims the key in the transaction of the call's effects. Of two calls at once the second waits for the first.
    pub async fn claim<A: Message + Default>(
        &self,
        tx: &DatabaseTransaction,
        encryption: &Encryption,
    ) -> Result<Outcome<A>, Refusal> {
        if self.id.is_empty() {
            return Ok(Outcome::Fresh(IdempotencyGuard(None)));
        }
        let insert = "INSERT INTO requests (person, request_id, hash, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let values = vec![
            self.person.clone().into(),
            self.id.clone().into(),
            encryption.blind_index(&self.hash).into(),
            self.at.micros().into(),
        ];
        if tx.execute_raw(sql(tx, insert, values)).await?.rows_affected() == 1 {
            return Ok(Outcome::Fresh(IdempotencyGuard(Some((
                self.person.clone(),
                self.id.clone(),
                encryption.clone(),
            )))));
        }
        let select = "SELECT hash, answer FROM requests WHERE person = $1 AND request_id = $2";
        let values = vec![self.person.clone().into(), self.id.clone().into()];
        let row = tx.query_one_raw(sql(tx, select, values)).await?;
        let row = row.ok_or_else(|| Refusal::internal(&"a claimed request has no row"))?;
        if row.try_get::<Vec<u8>>("", "hash")? != encryption.blind_index(&self.hash) {
            return Err(reused());
        }
        let answer: Option<Vec<u8>> = row.try_get("", "answer")?;
        let answer = answer.ok_or_else(|| Refusal::internal(&"a claimed request has no answer"))?;
        A::decode(encryption.decrypt_bytes(&answer)?.as_slice())
            .map(Outcome::Replayed)
            .map_err(|fault| Refusal::internal(&fault))
    }
}

impl IdempotencyGuard {
    /// Stores the response.
    pub async fn store_response(
        self,
        tx: &DatabaseTransaction,
        answer: &impl Message,
    ) -> Result<(), Refusal> {
        let Some((person, id, encryption)) = self.0 else { return Ok(()) };
        let update = "UPDATE requests SET answer = $3 WHERE person = $1 AND request_id = $2";
        let values =
            vec![person.into(), id.into(), encryption.encrypt_bytes(&answer.encode_to_vec())?.into()];
        tx.execute_raw(sql(tx, update, values)).await?;
        Ok(())
    }
}

fn reused() -> Refusal {
    Refusal::new(
        Kind::Exists,
        reason::REQUEST_ID_REUSED,
        "这个请求编号已用于另一项内容不同的操作。新的操作请使用新的编号。",
        "This request id was used for something else. A new request takes a new id.",
    )
    .at("request_id")
}
