//! How much one person may send, and how much of the disk stays free for everything else.

use std::time::Duration;

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal},
};

const GIB: i64 = 1024 * 1024 * 1024;
/// What one person has declared takes at the most this part of the room that is left, so that nobody alone can fill the disk.
const SHARE: i64 = 4;

/// Less room than this for files is little: uploads are refused soon, large ones now.
const LITTLE: i64 = 64 * 1024 * 1024;

/// The bounds that an installation sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How many files one person may have declared that are not whole yet.
    pub person_files: i64,
    /// How many bytes those may have in sum.
    pub person_bytes: i64,
    /// How many bytes of one person are stored in one day.
    pub person_day_bytes: i64,
    /// How many uploads of one person are under way at a time, in one process.
    pub person_uploads: usize,
    /// How many bytes of the disk are never filled: sign-in and reading need room.
    pub reserve_bytes: i64,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            person_files: 500,
            person_bytes: 4 * GIB,
            person_day_bytes: 8 * GIB,
            person_uploads: 8,
            reserve_bytes: GIB,
        }
    }
}

/// What somebody has declared and not sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// How many files.
    pub files: i64,
    /// How many bytes they have in sum.
    pub bytes: i64,
    /// When the first of them lapses.
    pub lapses: Option<Timestamp>,
}

impl Quota {
    /// Refuses another file to somebody who has declared enough, or that the disk could not take beside what all others have declared.
    /// `awaited` is what is still to come of all files, `room` what is free on the disk, where that is known.
    pub fn may_declare(
        &self,
        size: i64,
        own: &Open,
        (awaited, free): (i64, Option<i64>),
    ) -> Result<(), Refusal> {
        if own.files >= self.person_files {
            let most = self.person_files;
            let (zh, en) = lapse(own);
            return Err(Refusal::new(
                Kind::Exhausted,
                reason::EVIDENCE_QUOTA_FILES,
                format!("您已登记、尚未传完的文件已有 {most} 份，达到上限。请先传完其中的文件{zh}。"),
                format!(
                    "You have declared {most} files and not sent them, which is the most. Send some of them first{en}."
                ),
            ));
        }
        let room = free.map(|free| free.saturating_sub(self.reserve_bytes));
        if let Some(room) = room
            && awaited.saturating_add(size) > room
        {
            return Err(no_room());
        }
        if own.bytes == 0 && room.is_some_and(|room| size > room / SHARE) {
            return Err(no_room());
        }
        let most = room.map_or(self.person_bytes, |room| self.person_bytes.min(room / SHARE));
        if own.bytes.saturating_add(size) > most {
            let (zh, en) = lapse(own);
            let (most, have, size) = (mib(most), mib(own.bytes), mib(size));
            return Err(Refusal::new(
                Kind::Exhausted,
                reason::EVIDENCE_QUOTA_BYTES,
                format!(
                    "每人已登记、尚未传完的文件合计最多 {most} MiB，您已有 {have} MiB，这一份 {size} MiB。请先传完其中的文件{zh}。"
                ),
                format!(
                    "The files that one person has declared and not sent have at most {most} MiB in sum; you have {have} MiB, and this one has {size} MiB. Send some of them first{en}."
                ),
            ));
        }
        Ok(())
    }

    /// Refuses the rest of a file to somebody who has sent enough on this day. `stored` is what of theirs was stored since its beginning,
    /// `arrived` what has come of their files that are not whole.
    pub fn may_send(&self, rest: i64, (stored, arrived): (i64, i64), at: Timestamp) -> Result<(), Refusal> {
        if stored.saturating_add(arrived).saturating_add(rest) <= self.person_day_bytes {
            return Ok(());
        }
        let (most, have) = (mib(self.person_day_bytes), mib(stored.saturating_add(arrived)));
        let again = tomorrow(at);
        let wait = u64::try_from(again.micros() - at.micros()).unwrap_or_default();
        let (zh, en) = words(again);
        Err(Refusal::new(
            Kind::Exhausted,
            reason::EVIDENCE_QUOTA_DAY,
            format!("每人每天最多上传 {most} MiB，您今天已传 {have} MiB。{zh}起可以继续，已收到的部分不会丢失。"),
            format!("One person sends at most {most} MiB a day and you have sent {have} MiB. Go on from {en}; what has arrived is not lost."),
        )
        .retry_after(Duration::from_micros(wait)))
    }

    /// Refuses bytes that would take from the disk what is kept back.
    pub fn may_take(&self, bytes: i64, free: Option<i64>) -> Result<(), Refusal> {
        match free {
            Some(free) if free.saturating_sub(self.reserve_bytes) < bytes => Err(no_room()),
            _ => Ok(()),
        }
    }

    /// What readiness says where there is little room for files or none; `free` is what is free on the disk, where that is known.
    #[must_use]
    pub fn notice(&self, free: Option<i64>) -> Option<String> {
        let free = free?;
        (free.saturating_sub(self.reserve_bytes) < LITTLE).then(|| {
            let (free, reserve) = (mib(free), mib(self.reserve_bytes));
            format!("disk space for files is used up or nearly so: {free} MiB are free, {reserve} MiB of it are reserved")
        })
    }

    /// The refusal of another upload to somebody who has as many under way as one person may.
    #[must_use]
    pub fn uploads_under_way(&self) -> Refusal {
        let most = self.person_uploads;
        Refusal::new(
            Kind::Exhausted,
            reason::UPLOADS_UNDER_WAY,
            format!("您同时上传的文件已有 {most} 份，请等其中一份传完后再试。"),
            format!(
                "You are sending {most} files at a time, which is the most; go on when one of them has ended."
            ),
        )
        .retry_after(Duration::from_secs(5))
    }
}

/// When the day in Beijing began.
#[must_use]
pub fn today(at: Timestamp) -> Timestamp {
    const DAY: i64 = 24 * 3600 * 1_000_000;
    const BEIJING: i64 = 8 * 3600 * 1_000_000;
    Timestamp::from_micros((at.micros() + BEIJING).div_euclid(DAY) * DAY - BEIJING)
}

fn tomorrow(at: Timestamp) -> Timestamp {
    today(at).plus_hours(24)
}

/// When room comes by itself.
fn lapse(own: &Open) -> (String, String) {
    let Some((zh, en)) = own.lapses.map(words) else { return Default::default() };
    (
        format!("；最早的一份登记到{zh}失效，之后也可以再登记"),
        format!("; the first of them lapses at {en}, after which another can be declared"),
    )
}

/// A moment as people in Beijing read it.
fn words(at: Timestamp) -> (String, String) {
    let (day, minute) = (at.legal_day(), (at.micros() - today(at).micros()) / 60_000_000);
    let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
    (format!("{}月{}日 {clock} ", day.month(), day.day()), format!("{day} {clock}"))
}

fn no_room() -> Refusal {
    Refusal::new(
        Kind::Exhausted,
        reason::STORE_FULL,
        "文件存储空间不足，暂时不能再上传，请联系管理员扩容；有空间后即可继续，已收到的部分不会丢失。",
        "There is no room left for files; tell the administrator. It works again when there is room, and what has arrived is not lost.",
    )
}

const fn mib(bytes: i64) -> i64 {
    bytes / (1024 * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: i64 = 1024 * 1024;

    fn at() -> Timestamp {
        Timestamp::parse("2026-11-28T12:30:00Z").unwrap()
    }

    #[test]
    fn a_thousand_large_files_of_one_person_are_not_taken() {
        let (quota, size, mut own) = (Quota::default(), 500 * MIB, Open::default());
        let mut taken = 0;
        for _ in 0..1000 {
            if quota.may_declare(size, &own, (own.bytes, Some(1 << 50))).is_ok() {
                own = Open { files: own.files + 1, bytes: own.bytes + size, lapses: Some(at()) };
                taken += 1;
            }
        }
        assert_eq!(taken, 8);
        let refusal = quota.may_declare(size, &own, (own.bytes, None)).unwrap_err();
        assert_eq!(refusal.reason(), "EVIDENCE_QUOTA_BYTES");
        assert!(refusal.text().zh.contains("11月28日 20:30"), "{}", refusal.text().zh);
        assert!(quota.may_declare(MIB, &own, (own.bytes, None)).is_ok(), "a photograph still is");
        let many = Open { files: 500, bytes: 500, lapses: None };
        assert_eq!(quota.may_declare(1, &many, (0, None)).unwrap_err().reason(), "EVIDENCE_QUOTA_FILES");
    }

    #[test]
    fn the_disk_is_not_filled_and_nobody_takes_what_is_left_of_it_alone() {
        let quota = Quota { reserve_bytes: 100 * MIB, ..Quota::default() };
        let declare = |size, awaited, free| {
            let own = Open::default();
            quota.may_declare(size, &own, (awaited, Some(free))).map_err(|refusal| refusal.reason())
        };
        assert_eq!(declare(50 * MIB, 0, 300 * MIB), Ok(()));
        assert_eq!(declare(51 * MIB, 0, 300 * MIB), Err("STORE_FULL"), "more than a quarter of the room");
        let own = Open { files: 1, bytes: 10 * MIB, lapses: None };
        let more = quota.may_declare(41 * MIB, &own, (10 * MIB, Some(300 * MIB)));
        assert_eq!(
            more.unwrap_err().reason(),
            "EVIDENCE_QUOTA_BYTES",
            "a quarter with what is declared already"
        );
        assert_eq!(
            declare(50 * MIB, 151 * MIB, 300 * MIB),
            Err("STORE_FULL"),
            "others have declared the rest"
        );
        assert_eq!(declare(1, 0, 99 * MIB), Err("STORE_FULL"));
        assert!(quota.may_take(MIB, Some(101 * MIB)).is_ok() && quota.may_take(MIB, None).is_ok());
        assert_eq!(quota.may_take(MIB + 1, Some(101 * MIB)).unwrap_err().reason(), "STORE_FULL");
    }

    #[test]
    fn a_day_s_bytes_come_again_at_midnight_in_beijing() {
        let quota = Quota { person_day_bytes: 10 * MIB, ..Quota::default() };
        assert!(quota.may_send(4 * MIB, (5 * MIB, MIB), at()).is_ok());
        let refusal = quota.may_send(4 * MIB + 1, (5 * MIB, MIB), at()).unwrap_err();
        assert_eq!(refusal.reason(), "EVIDENCE_QUOTA_DAY");
        assert!(refusal.text().zh.contains("11月29日 00:00"), "{}", refusal.text().zh);
        assert_eq!(today(at()), Timestamp::parse("2026-11-27T16:00:00Z").unwrap());
        assert_eq!(today(today(at())), today(at()));
    }

    #[test]
    fn readiness_says_when_there_is_little_room_for_files() {
        let quota = Quota { reserve_bytes: 100 * MIB, ..Quota::default() };
        assert_eq!((quota.notice(None), quota.notice(Some(164 * MIB))), (None, None));
        for free in [0, 100 * MIB, 164 * MIB - 1] {
            assert!(quota.notice(Some(free)).is_some_and(|notice| notice.contains("disk space")), "{free}");
        }
    }
}
