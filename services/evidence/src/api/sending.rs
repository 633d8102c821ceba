//! Taking a file in: piece by piece, then as a whole.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use kit::{
    access::Caller,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
};
use proto::evidence::v1 as wire;
use tokio::time::timeout;
use tonic::{Response, Streaming};
use uuid::Uuid;

use super::{Answer, Api, unknown};
use crate::{
    domain::{digest::Digest, leaf::Leaf, picture, quota, upload::Upload},
    store::{
        citations::{self, Citing},
        files::{self, AddOutcome},
        log,
        objects::Place,
        uploads,
    },
};

/// How much is gathered before it is kept: large enough that a video is not a million objects, small enough that a process holds
/// little of each sender.
const PIECE: usize = 1024 * 1024;
/// For how long what has come waits for more before it is kept.
const PATIENCE: Duration = Duration::from_secs(2);

impl Api {
    /// Takes what comes from its first message to its last.
    pub(super) async fn receive(
        &self,
        caller: &Caller,
        mut coming: Streaming<wire::UploadEvidenceRequest>,
    ) -> Answer<wire::UploadEvidenceResponse> {
        let first = coming.message().await?.unwrap_or_default();
        let digest = Digest::of_name(&first.name).ok_or_else(unknown)?;
        let mut upload = self.arriving_of(caller, digest).await?;
        upload.go_on_from(first.offset)?;
        let quota = self.settings.quota;
        let sent = uploads::sent_since(self.store.read(), &caller.person, quota::today(caller.at)).await?;
        quota.may_send(upload.size - upload.offset, sent, caller.at)?;
        let sender_lease = Uuid::now_v7();
        let work = self.units.begin_unkeyed(Timestamp::now()).await?;
        let taken = uploads::take_sender_lease(work.tx(), &upload, sender_lease).await?;
        work.commit_unkeyed().await?;
        if !taken {
            // What an earlier sending still brought was kept just now; the sender has to learn the offset.
            let found = uploads::of_person(self.store.read(), digest, &caller.person).await?;
            found.ok_or_else(unknown)?.go_on_from(first.offset)?;
            return Err(taken_over().into());
        }

        let mut gathered = BytesMut::new();
        gathered.extend_from_slice(&first.content.map(|content| content.data).unwrap_or_default());
        let broken = loop {
            upload.room_for(gathered.len())?;
            if gathered.len() >= PIECE {
                self.keep(&mut upload, sender_lease, gathered.split().freeze()).await?;
            }
            // On a slow line what has come is kept before a piece is full: little is lost with the process.
            let next = match timeout(PATIENCE, coming.next()).await {
                Ok(next) => next,
                Err(_) if gathered.is_empty() => continue,
                Err(_) => {
                    self.keep(&mut upload, sender_lease, gathered.split().freeze()).await?;
                    continue;
                }
            };
            match next {
                Some(Ok(message)) => {
                    gathered
                        .extend_from_slice(&message.content.map(|content| content.data).unwrap_or_default());
                }
                Some(Err(status)) => break Some(status),
                None => break None,
            }
        };
        // What came before the line broke is kept, so that it is not sent again.
        if !gathered.is_empty() {
            upload.room_for(gathered.len())?;
            self.keep(&mut upload, sender_lease, gathered.freeze()).await?;
        }
        if let Some(status) = broken {
            return Err(status);
        }
        if first.complete {
            upload.may_end()?;
            self.end(&upload, sender_lease).await?;
        }
        Ok(Response::new(wire::UploadEvidenceResponse { offset: upload.offset, complete: first.complete }))
    }

    /// Keeps a piece: the bytes first, then that they are there.
    async fn keep(&self, upload: &mut Upload, sender_lease: Uuid, piece: Bytes) -> Result<(), Refusal> {
        let length = i64::try_from(piece.len()).unwrap_or(i64::MAX);
        self.settings.quota.may_take(length, self.objects.free())?;
        let object = self.objects.put_piece(upload.id, piece).await?;
        let work = self.units.begin_unkeyed(Timestamp::now()).await?;
        if uploads::add_piece(work.tx(), upload, sender_lease, (&object, length)).await? {
            work.commit_unkeyed().await?;
            upload.offset += length;
            return Ok(());
        }
        drop(work);
        self.objects.remove(&[object]).await;
        Err(taken_over())
    }

    /// Ends an upload. Of several who ask for the end at once one gets it; the others hear that it is done, whatever they ran into.
    async fn end(&self, upload: &Upload, sender_lease: Uuid) -> Result<(), Refusal> {
        let Err(refusal) = self.complete(upload, sender_lease).await else { return Ok(()) };
        let found = uploads::of_person(self.store.read(), upload.digest, &upload.sender.person).await?;
        if let Some(found) = found.filter(|found| found.stored.is_some()) {
            found.go_on_from(found.offset)?;
        }
        Err(refusal)
    }

    /// Puts the pieces together, looks at what they are, and publishes the file; all of it or nothing.
    async fn complete(&self, upload: &Upload, sender_lease: Uuid) -> Result<(), Refusal> {
        let pieces = uploads::pieces(self.store.read(), upload.id).await?;
        while !self.assemble_and_publish(upload, sender_lease, &pieces).await? {
            // The same file was deleted meanwhile: what was written belongs to its last generation, which nobody reads.
        }
        self.objects.remove(&pieces).await;
        Ok(())
    }

    /// Puts the pieces together and publishes the file; false where it has to be done once more.
    async fn assemble_and_publish(
        &self,
        upload: &Upload,
        sender_lease: Uuid,
        pieces: &[String],
    ) -> Result<bool, Refusal> {
        let place = files::place(self.store.read(), upload.digest).await?;
        // Put together it lies there twice until its pieces go.
        self.settings.quota.may_take(upload.size, self.objects.free())?;
        let (whole, at_rest) = self.objects.assemble(sender_lease, pieces).await?;
        if let Err(refusal) = upload.check(whole.digest, &whole.head) {
            let work = self.units.begin_unkeyed(Timestamp::now()).await?;
            uploads::start_anew(work.tx(), upload.id).await?;
            work.commit_unkeyed().await?;
            self.objects.discard(&at_rest).await;
            self.objects.remove(pieces).await;
            return Err(refusal);
        }
        self.objects.publish(&at_rest, place).await?;
        let (picture, small) = self.look_at(upload, place).await?;
        if let Some(small) = &small {
            self.objects.put_small(place, small.clone()).await?;
        }
        let now = Timestamp::now();
        let work = self.units.begin_unkeyed(Timestamp::now()).await?;
        match files::add(
            work.tx(),
            self.encryption(),
            (upload, place),
            (picture.as_ref(), small.is_some()),
            now,
        )
        .await?
        {
            AddOutcome::New | AddOutcome::There => {
                log::append(work.tx(), &[Leaf::of_file(upload, now)]).await?;
            }
            AddOutcome::Again => {
                log::append(work.tx(), &[Leaf::of_return(upload, place.generation, now)]).await?;
            }
            AddOutcome::TooLate => {
                drop(work);
                self.objects.erase(place).await?;
                return Ok(false);
            }
        }
        let subject = format!("uploads/{}", upload.id);
        let citing = Citing {
            subject: &subject,
            // That somebody sent a file does not keep it, and opens it to nobody but the colleagues of their unit.
            holder: upload.sender.unit(),
            person: &upload.sender.person,
            ..Citing::default()
        };
        citations::note(work.tx(), upload.digest, &citing, now).await?;
        uploads::stored(work.tx(), upload.id, now).await?;
        work.commit_unkeyed().await?;
        Ok(true)
    }

    /// What a picture says of itself and a small one of it, off the threads that others wait for.
    async fn look_at(
        &self,
        upload: &Upload,
        place: Place,
    ) -> Result<(Option<picture::Picture>, Option<Vec<u8>>), Refusal> {
        if !upload.media_type.is_picture() {
            return Ok((None, None));
        }
        let (picture, small) = self.pictures.look_at(self.objects.get(place)).await?;
        Ok((Some(picture), small))
    }
}

fn taken_over() -> Refusal {
    Refusal::new(
        Kind::Conflict,
        reason::UPLOAD_TAKEN_OVER,
        "同一文件正从另一处续传，这一次传送已停止。",
        "The same file is being sent from elsewhere; this sending has ended.",
    )
}
