//! What is left behind when a process dies while a file is on its way: pieces that no upload knows, and files that were being put
//! together. Nobody can ask for them; they only take room.

use std::collections::HashMap;

use kit::domain::{Timestamp, refusal::Refusal};
use uuid::Uuid;

use super::Workers;
use crate::store::uploads;

/// Nothing is on its way for longer than this without anybody knowing of it.
const HOURS: i64 = 24;

/// Removes what nobody knows; how many objects.
pub(crate) async fn clear(workers: &Workers, at: Timestamp) -> Result<usize, Refusal> {
    let read = workers.units.store().read();
    let mut known: HashMap<String, Vec<String>> = HashMap::new();
    let mut cleared = 0;
    for lying in workers.objects.on_the_way(at.plus_hours(-HOURS)).await? {
        let wanted = if lying.piece {
            if !known.contains_key(&lying.of) {
                let pieces = match Uuid::parse_str(&lying.of) {
                    Ok(upload) => uploads::pieces(read, upload).await?,
                    Err(_) => Vec::new(),
                };
                known.insert(lying.of.clone(), pieces);
            }
            known[&lying.of].contains(&lying.name)
        } else {
            uploads::has_sender_lease(read, &lying.of).await?
        };
        if !wanted {
            workers.objects.clear(&lying).await;
            cleared += 1;
        }
    }
    Ok(cleared)
}
