//! A call with a `request_id` is carried out once (AIP-155). Its answer is kept in the transaction of its effects; the same call
//! again gets the same answer, and another body under the same id is refused.

use prost::Message;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use sha2::{Digest as _, Sha256};

use crate::{
    access::Caller,
    moment::Moment,
    refusal::{Kind, Refusal, Violations},
    seal::Seal,
    store::{Store, sql},
};

/// The table, for a service's first migration. `hash` is of the method and the body.
pub const TABLES: &[&str] = &[
    "CREATE TABLE requests (
        person TEXT NOT NULL, request_id TEXT NOT NULL, hash {bytes} NOT NULL, answer {bytes}, at BIGINT NOT NULL,
        PRIMARY KEY (person, request_id))",
    // Serves giving up what is old.
    "CREATE INDEX requests_by_age ON requests (at)",
];

/// For how long a call is known again. A phone that was away longer asks what became of its calls.
pub const KEPT_DAYS: i64 = 90;

/// Gives up answers that are older than they have to be kept.
pub async fn forget(store: &Store, before: Moment) -> Result<u64, DbErr> {
    let tx = store.begin().await?;
    let delete = "DELETE FROM requests WHERE at < $1";
    let gone = tx.execute_raw(sql(&tx, delete, vec![before.micros().into()])).await?;
    tx.commit().await?;
    Ok(gone.rows_affected())
}

/// The longest request id that is taken.
const LONGEST: usize = 128;

/// Where a call stands.
#[derive(Debug)]
pub enum Once<A> {
    /// It was carried out before; this was its answer.
    Before(A),
    /// It is to be carried out now.
    Now(Ticket),
}

/// The right to carry a call out and the duty to leave its answer.
#[derive(Debug)]
#[must_use = "the answer has to be kept"]
pub struct Ticket(Option<(String, String, Seal)>);

/// The identity of a call: who, under which id, what.
#[derive(Clone, Debug)]
pub struct Call {
    person: String,
    id: String,
    hash: Vec<u8>,
    at: i64,
}

impl Call {
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
            let text = crate::refusal::Text::new(
                "请求编号须为 1 至 128 个可见的英文字符，建议使用 UUID。",
                "A request id is 1 to 128 visible ASCII characters, best a UUID.",
            );
            violations.add("request_id", "REQUEST_ID_MALFORMED", text);
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
            at: caller.at.micros(),
        })
    }

    /// Claims the call inside the transaction of its effects. Of two at once the second waits for the first on PostgreSQL and
    /// stands behind it on SQLite.
    pub async fn claim<A: Message + Default>(
        &self,
        tx: &DatabaseTransaction,
        seal: &Seal,
    ) -> Result<Once<A>, Refusal> {
        if self.id.is_empty() {
            return Ok(Once::Now(Ticket(None)));
        }
        let insert = "INSERT INTO requests (person, request_id, hash, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let values = vec![
            self.person.clone().into(),
            self.id.clone().into(),
            seal.blind_index(&self.hash).into(),
            self.at.into(),
        ];
        if tx.execute_raw(sql(tx, insert, values)).await?.rows_affected() == 1 {
            return Ok(Once::Now(Ticket(Some((self.person.clone(), self.id.clone(), seal.clone())))));
        }
        let select = "SELECT hash, answer FROM requests WHERE person = $1 AND request_id = $2";
        let values = vec![self.person.clone().into(), self.id.clone().into()];
        let row = tx.query_one_raw(sql(tx, select, values)).await?;
        let row = row.ok_or_else(|| Refusal::internal(&"a claimed request has no row"))?;
        if row.try_get::<Vec<u8>>("", "hash")? != seal.blind_index(&self.hash) {
            return Err(reused());
        }
        let answer: Option<Vec<u8>> = row.try_get("", "answer")?;
        let answer = answer.ok_or_else(|| Refusal::internal(&"a claimed request has no answer"))?;
        A::decode(seal.open_bytes(&answer)?.as_slice())
            .map(Once::Before)
            .map_err(|fault| Refusal::internal(&fault))
    }
}

impl Ticket {
    /// Keeps the answer.
    pub async fn keep(self, tx: &DatabaseTransaction, answer: &impl Message) -> Result<(), Refusal> {
        let Some((person, id, seal)) = self.0 else { return Ok(()) };
        let update = "UPDATE requests SET answer = $3 WHERE person = $1 AND request_id = $2";
        let values = vec![person.into(), id.into(), seal.close_bytes(&answer.encode_to_vec())?.into()];
        tx.execute_raw(sql(tx, update, values)).await?;
        Ok(())
    }
}

fn reused() -> Refusal {
    Refusal::new(
        Kind::Exists,
        "REQUEST_ID_REUSED",
        "这个请求编号已用于另一项内容不同的操作。新的操作请使用新的编号。",
        "This request id was used for something else. A new request takes a new id.",
    )
    .at("request_id")
}
