//! The transparency log: leaves in order, and the hashes of the tree above them as `tlog_tiles` numbers them. Nothing of it is ever
//! changed; a leaf costs two hashes on average, and a proof reads as many as the tree is high.

use std::{cell::RefCell, collections::HashMap};

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::sql,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use tlog_tiles::{
    Error, Hash, HashReader, prove_record, prove_tree, stored_hash_index, stored_hashes, tree_hash,
};

use crate::domain::{leaf::Leaf, proof::Tree};

/// The tables. The one row of `tree` is locked by each append.
pub(super) const TABLES: &[&str] = &[
    "CREATE TABLE tree (id BIGINT NOT NULL PRIMARY KEY, size BIGINT NOT NULL)",
    "INSERT INTO tree (id, size) VALUES (1, 0)",
    "CREATE TABLE leaves (
        place BIGINT NOT NULL PRIMARY KEY, subject TEXT NOT NULL, text TEXT NOT NULL, create_time BIGINT NOT NULL)",
    "CREATE UNIQUE INDEX leaves_of_subject ON leaves (subject)",
    "CREATE TABLE hashes (place BIGINT NOT NULL PRIMARY KEY, hash {bytes} NOT NULL)",
];

/// How many hashes are read or written by one statement.
const AT_ONCE: usize = 200;

/// Notes which hashes are asked for, or gives those that were fetched.
#[derive(Default)]
struct Shelf {
    has: HashMap<u64, Hash>,
    wanted: RefCell<Vec<u64>>,
}

impl HashReader for Shelf {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let found: Option<Vec<Hash>> = indexes.iter().map(|index| self.has.get(index).copied()).collect();
        found.ok_or_else(|| {
            self.wanted.borrow_mut().extend_from_slice(indexes);
            Error::IndexesNotInTree
        })
    }
}

/// Works something out of the tree: asks what it needs, fetches that, and asks again.
async fn with_hashes<T>(
    connection: &impl ConnectionTrait,
    work: impl Fn(&Shelf) -> Result<T, Error> + Send,
) -> Result<T, Refusal> {
    let mut shelf = Shelf::default();
    // Which hashes are needed follows from sizes alone; nothing asks more than a few times.
    for _ in 0..8 {
        let fault = match work(&shelf) {
            Ok(done) => return Ok(done),
            Err(fault) => fault,
        };
        let mut wanted = shelf.wanted.take();
        wanted.retain(|index| !shelf.has.contains_key(index));
        if wanted.is_empty() {
            return Err(Refusal::internal(&fault));
        }
        fetch(connection, &wanted, &mut shelf.has).await?;
    }
    Err(Refusal::internal(&"the tree's hashes are not to be had"))
}

async fn fetch(
    connection: &impl ConnectionTrait,
    wanted: &[u64],
    into: &mut HashMap<u64, Hash>,
) -> Result<(), Refusal> {
    for chunk in wanted.chunks(AT_ONCE) {
        let places: Vec<_> = (1..=chunk.len()).map(|place| format!("${place}")).collect();
        let text = format!("SELECT place, hash FROM hashes WHERE place IN ({})", places.join(", "));
        let values = chunk.iter().map(|index| Value::from(number(*index))).collect();
        for row in connection.query_all_raw(sql(connection, &text, values)).await? {
            let hash: Vec<u8> = row.try_get("", "hash")?;
            let hash: [u8; 32] =
                hash.try_into().map_err(|_| Refusal::internal(&"a hash of another length"))?;
            into.insert(unsigned(row.try_get("", "place")?), Hash(hash));
        }
    }
    Ok(())
}

fn number(index: u64) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

fn unsigned(index: i64) -> u64 {
    u64::try_from(index).unwrap_or_default()
}

/// Keeps the tree from others until the transaction ends; how many leaves it has. Who changes packets and appends leaves takes it before the
/// packets: of two who meet in both neither then waits for the other.
pub(crate) async fn lock_for_update(tx: &DatabaseTransaction) -> Result<u64, Refusal> {
    let text = format!("SELECT size FROM tree WHERE id = 1{}", sql::for_update(tx));
    let row = tx.query_one_raw(sql(tx, &text, Vec::new())).await?;
    Ok(unsigned(row.ok_or_else(|| Refusal::internal(&"there is no tree"))?.try_get("", "size")?))
}

/// Appends leaves, each whose subject has none yet; all of them are in the tree when the transaction is.
pub(crate) async fn append(tx: &DatabaseTransaction, leaves: &[Leaf]) -> Result<(), Refusal> {
    if leaves.is_empty() {
        return Ok(());
    }
    let mut size = lock_for_update(tx).await?;
    for leaf in leaves {
        let text = "INSERT INTO leaves (place, subject, text, create_time) VALUES ($1, $2, $3, $4)
            ON CONFLICT (subject) DO NOTHING";
        let values = vec![
            number(size).into(),
            leaf.subject.as_str().into(),
            leaf.text.as_str().into(),
            leaf.at.micros().into(),
        ];
        if tx.execute_raw(sql(tx, text, values)).await?.rows_affected() == 0 {
            continue;
        }
        let record = leaf.text.as_bytes();
        let hashes = with_hashes(tx, |shelf| stored_hashes(size, record, shelf)).await?;
        let first = stored_hash_index(0, size);
        let places: Vec<_> =
            (0..hashes.len()).map(|at| format!("(${}, ${})", 2 * at + 1, 2 * at + 2)).collect();
        let text = format!("INSERT INTO hashes (place, hash) VALUES {}", places.join(", "));
        let values = (first..)
            .zip(&hashes)
            .flat_map(|(place, hash)| -> [Value; 2] { [number(place).into(), hash.0.to_vec().into()] });
        tx.execute_raw(sql(tx, &text, values.collect())).await?;
        size += 1;
    }
    tx.execute_raw(sql(tx, "UPDATE tree SET size = $1 WHERE id = 1", vec![number(size).into()])).await?;
    Ok(())
}

/// How many leaves there are.
pub(crate) async fn size(connection: &impl ConnectionTrait) -> Result<u64, Refusal> {
    let row =
        connection.query_one_raw(sql(connection, "SELECT size FROM tree WHERE id = 1", Vec::new())).await?;
    Ok(unsigned(row.ok_or_else(|| Refusal::internal(&"there is no tree"))?.try_get("", "size")?))
}

/// The tree of a size.
pub(crate) async fn tree(connection: &impl ConnectionTrait, size: u64) -> Result<Tree, Refusal> {
    // The root of a tree without leaves is the hash of nothing.
    let root = if size == 0 {
        Hash(<sha2::Sha256 as sha2::Digest>::digest([]).into())
    } else {
        with_hashes(connection, |shelf| tree_hash(size, shelf)).await?
    };
    Ok(Tree { size, root })
}

/// A leaf as it stands in the log.
pub(crate) struct Logged {
    pub(crate) place: u64,
    pub(crate) text: String,
    pub(crate) at: Timestamp,
}

/// The leaf of a subject.
pub(crate) async fn leaf(
    connection: &impl ConnectionTrait,
    subject: &str,
) -> Result<Option<Logged>, Refusal> {
    let text = "SELECT place, text, create_time FROM leaves WHERE subject = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![subject.into()])).await?;
    row.map(|row| {
        Ok(Logged {
            place: unsigned(row.try_get("", "place")?),
            text: row.try_get("", "text")?,
            at: Timestamp::from_micros(row.try_get("", "create_time")?),
        })
    })
    .transpose()
}

/// That a leaf is in the tree of a size.
pub(crate) async fn proof(
    connection: &impl ConnectionTrait,
    size: u64,
    place: u64,
) -> Result<Vec<Hash>, Refusal> {
    with_hashes(connection, |shelf| prove_record(size, place, shelf)).await
}

/// That the tree of a size is the beginning of that of another.
pub(crate) async fn consistency(
    connection: &impl ConnectionTrait,
    (older, newer): (u64, u64),
) -> Result<Vec<Hash>, Refusal> {
    with_hashes(connection, |shelf| prove_tree(newer, older, shelf)).await
}

/// The texts of leaves in order, from one on; for verification of the tree.
pub(crate) async fn texts(
    connection: &impl ConnectionTrait,
    from: u64,
    most: u64,
) -> Result<Vec<String>, Refusal> {
    let text = format!("SELECT text FROM leaves WHERE place >= $1 ORDER BY place LIMIT {most}");
    let rows = connection.query_all_raw(sql(connection, &text, vec![number(from).into()])).await?;
    rows.into_iter().map(|row| Ok(row.try_get("", "text")?)).collect()
}

/// A tree kept in memory, for verification of all of it.
#[derive(Default)]
pub(crate) struct InMemory(Vec<Hash>);

impl HashReader for InMemory {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let found = indexes.iter().map(|index| self.0.get(usize::try_from(*index).ok()?).copied());
        found.collect::<Option<_>>().ok_or(Error::IndexesNotInTree)
    }
}

impl InMemory {
    /// Appends a leaf at the place that is next.
    pub(crate) fn grow(&mut self, place: u64, text: &str) -> Result<(), Error> {
        let new = stored_hashes(place, text.as_bytes(), self)?;
        self.0.extend(new);
        Ok(())
    }

    /// The root of its beginning.
    pub(crate) fn root(&self, size: u64) -> Result<Hash, Error> {
        tree_hash(size, self)
    }
}
