//! What a device may hold for one task (任务包), and for how long. The device purges it when the task closes or its time ends, and says
//! so with a receipt.

use kit::domain::{
    Timestamp,
    device_clock::{DeviceTime, Span},
    reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use uuid::Uuid;

/// For how many hours a receipt may be on its way: a device may be in the hills.
pub const HOURS: i64 = 24;
/// How many views are handed in at a time.
const VIEWS: usize = 500;
/// The longest name of a device.
const DEVICE: usize = 100;

/// A task as it stands for somebody who visits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// The task, by name.
    pub task: String,
    /// Who has it.
    pub worker: String,
    /// The court that has it.
    pub court: String,
    /// Where it is.
    pub region_code: String,
    /// Whether its worker has accepted it and it is open.
    pub in_hand: bool,
    /// Until when it has to be reported.
    pub finish_by: Option<Timestamp>,
    /// When it last changed, by the clock of its own service.
    pub updated: Option<Timestamp>,
}

/// A packet, without what is in it: that lies on the device alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Its id.
    pub id: Uuid,
    /// The task, by name.
    pub task: String,
    /// Who holds it.
    pub worker: String,
    /// The device.
    pub device: String,
    /// The court of the task.
    pub court: String,
    /// Where the task is.
    pub region_code: String,
    /// When it was issued.
    pub issued: Timestamp,
    /// When the task's time ends.
    pub expires: Timestamp,
    /// When the task closed or went to somebody else.
    pub closed: Option<Timestamp>,
    /// When the device purged it, by the server's clock.
    pub purged: Option<Timestamp>,
    /// When the device purged it, by its own clock.
    pub device_purged: Option<Timestamp>,
    /// By how much the device's clock was wrong at the receipt, where that is more than what a slow line costs.
    pub clock_error: Option<Span>,
    /// How often it was looked at.
    pub views: i64,
    /// The change of the task upon which it was issued, by the clock of the task's service; none in rows from before this was stored.
    pub issued_upon: Option<Timestamp>,
}

/// When a packet was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// By the device's clock; it distinguishes views.
    pub device: Timestamp,
    /// By the server's clock.
    pub corrected: Timestamp,
}

impl Packet {
    /// The packet of a task for somebody who has accepted it.
    pub fn issue(
        visit: &Visit,
        device: &str,
        person: &str,
        id: Uuid,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        let mut v = Violations::new();
        let device = v.text("device", device, DEVICE);
        let Some(device) = device else { return Err(v.into_refusal()) };
        let expires = visit.finish_by.filter(|until| *until > at);
        let (true, Some(expires)) = (visit.in_hand && visit.worker == person, expires) else {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::PACKET_NOT_HOLDER,
                "只有已接收任务的办理人本人，在任务期限内，才能下载任务包。请先接收任务。",
                "A packet is for the worker who has accepted the task, while its time runs. Accept it first.",
            ));
        };
        Ok(Self {
            id,
            task: visit.task.clone(),
            worker: person.to_owned(),
            device,
            court: visit.court.clone(),
            region_code: visit.region_code.clone(),
            issued: at,
            expires,
            closed: None,
            purged: None,
            device_purged: None,
            clock_error: None,
            views: 0,
            issued_upon: visit.updated,
        })
    }

    /// Whether a change of the task at a moment came after the packet was issued. An event that is read late says nothing of a packet
    /// that was issued upon a later change.
    #[must_use]
    pub fn is_before(&self, changed: Timestamp) -> bool {
        match self.issued_upon {
            Some(upon) => upon < changed,
            // Clocks of two machines differ by less.
            None => self.issued <= changed.plus_hours(1),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("packets/{}", self.id)
    }

    /// The id in a name.
    #[must_use]
    pub fn id_of(name: &str) -> Option<Uuid> {
        name.strip_prefix("packets/").and_then(|id| Uuid::parse_str(id).ok())
    }

    /// From when on the device may not hold it.
    #[must_use]
    pub fn due(&self) -> Timestamp {
        self.closed.map_or(self.expires, |closed| closed.min(self.expires))
    }

    /// By when the receipt has to come.
    #[must_use]
    pub fn receipt_by(&self) -> Timestamp {
        self.due().plus_hours(HOURS)
    }

    /// Whether its receipt should have come.
    #[must_use]
    pub fn is_overdue(&self, at: Timestamp) -> bool {
        self.purged.is_none() && self.receipt_by() < at
    }

    /// Whether the device may hold it, as far as is known: its task has not closed, and the device has not purged it.
    #[must_use]
    pub const fn is_held(&self) -> bool {
        self.closed.is_none() && self.purged.is_none()
    }

    /// The task closed, or went to somebody else. The first time counts.
    pub fn close(&mut self, at: Timestamp) {
        self.closed.get_or_insert(at);
    }

    /// The device says that it purged it; false where it had said so before. `purged` and `sent` are by the device's clock, which may be
    /// wrong: the packet was purged between its issue and now.
    pub fn purge(
        &mut self,
        device: &str,
        (purged, sent): (Option<Timestamp>, Option<Timestamp>),
        at: Timestamp,
    ) -> Result<bool, Refusal> {
        let mut v = Violations::new();
        if device.trim() != self.device {
            let text = Text::new(
                "回执须由领取任务包的设备发出。",
                "The receipt comes from the device to which the packet was issued.",
            );
            v.add("device", reason::OTHER_DEVICE, text);
        }
        let Some(purged) = purged else {
            v.add("purge_time", reason::REQUIRED, Text::new("请填写清除时间。", "Say when it was purged."));
            return Err(v.into_refusal());
        };
        v.check()?;
        if self.purged.is_some() {
            return Ok(false);
        }
        let DeviceTime { corrected, clock_error } = DeviceTime::read(purged, sent, at);
        self.purged = Some(corrected.max(self.issued));
        self.device_purged = Some(purged);
        self.clock_error = clock_error;
        Ok(true)
    }

    /// When it was looked at. A view was between the issue of the packet and now, whatever the device's clock says.
    pub fn views(
        &self,
        times: &[Option<Timestamp>],
        sent: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Vec<View>, Refusal> {
        let mut v = Violations::new();
        if times.is_empty() || times.len() > VIEWS {
            let text = Text::new(format!("一次 1 至 {VIEWS} 条。"), format!("1 to {VIEWS} at a time."));
            v.add("view_times", reason::COUNT_OUT_OF_RANGE, text);
            return Err(v.into_refusal());
        }
        for (place, _) in times.iter().enumerate().filter(|(_, time)| time.is_none()) {
            let text = Text::new(
                "时间无效，须在公元 1 至 9999 年之间。",
                "Not a time between the years 1 and 9999.",
            );
            v.add(format!("view_times[{place}]"), reason::TIME_MALFORMED, text);
        }
        v.check()?;
        let view = |device: Timestamp| View {
            device,
            corrected: DeviceTime::read(device, sent, at).corrected.max(self.issued),
        };
        Ok(times.iter().copied().flatten().map(view).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000).plus_hours(hours)
    }

    fn visit() -> Visit {
        Visit {
            task: "tasks/1".into(),
            worker: "people/w".into(),
            in_hand: true,
            finish_by: Some(at(48)),
            ..Visit::default()
        }
    }

    fn packet() -> Packet {
        Packet::issue(&visit(), " phone ", "people/w", Uuid::nil(), at(0)).unwrap()
    }

    #[test]
    fn a_packet_is_for_whoever_has_the_task_in_hand_and_while_its_time_runs() {
        let refused = |visit: &Visit, person: &str, hours| {
            Packet::issue(visit, "phone", person, Uuid::nil(), at(hours)).unwrap_err().reason()
        };
        assert_eq!(refused(&visit(), "people/other", 0), "PACKET_NOT_HOLDER");
        assert_eq!(refused(&Visit { in_hand: false, ..visit() }, "people/w", 0), "PACKET_NOT_HOLDER");
        assert_eq!(refused(&visit(), "people/w", 48), "PACKET_NOT_HOLDER");
        assert_eq!(refused(&Visit { finish_by: None, ..visit() }, "people/w", 0), "PACKET_NOT_HOLDER");
        let nameless = Packet::issue(&visit(), " ", "people/w", Uuid::nil(), at(0)).unwrap_err();
        assert_eq!(nameless.fields()[0].field, "device");
        assert_eq!((packet().device.as_str(), packet().due()), ("phone", at(48)));
    }

    #[test]
    fn an_event_that_is_read_late_says_nothing_of_a_later_packet() {
        let issued = |upon| {
            let visit = Visit { updated: upon, ..visit() };
            Packet::issue(&visit, "phone", "people/w", Uuid::nil(), at(0)).unwrap()
        };
        let upon_acceptance = issued(Some(at(-1)));
        assert!(!upon_acceptance.is_before(at(-2)) && !upon_acceptance.is_before(at(-1)));
        assert!(upon_acceptance.is_before(at(1)));
        assert!(issued(None).is_before(at(0)) && !issued(None).is_before(at(-2)));
    }

    #[test]
    fn it_is_due_when_the_task_closes_or_its_time_ends_whichever_comes_first() {
        let mut early = packet();
        early.close(at(5));
        early.close(at(7));
        assert_eq!((early.due(), early.receipt_by()), (at(5), at(5 + HOURS)));
        assert!(!early.is_overdue(at(5 + HOURS)) && early.is_overdue(at(6 + HOURS)));
        let mut late = packet();
        late.close(at(50));
        assert_eq!(late.due(), at(48));
        assert!(late.purge("phone", (Some(at(49)), None), at(90)).unwrap());
        assert!(!late.is_overdue(at(1000)));
        assert!(!late.purge("phone", (Some(at(60)), None), at(90)).unwrap(), "the first receipt counts");
        assert_eq!(late.purged, Some(at(49)));
    }

    #[test]
    fn a_receipt_names_its_device_and_a_time() {
        let refused = packet().purge("other", (None, None), at(1)).unwrap_err();
        let fields: Vec<_> = refused.fields().iter().map(|field| field.reason).collect();
        assert_eq!(fields, ["OTHER_DEVICE", "REQUIRED"]);
        let views = packet().views(&[Some(at(1)), None], None, at(2)).unwrap_err();
        let fields: Vec<_> = views.fields().iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, ["view_times[1]"]);
        assert!(packet().views(&[], None, at(2)).is_err());
        assert!(packet().views(&[Some(at(1)); 501], None, at(2)).is_err());
    }

    #[test]
    fn a_wrong_clock_is_corrected_and_recorded_and_never_refused() {
        // Two hours fast, at 1970, and without the time of sending.
        let year_1970 = Timestamp::from_micros(0);
        for (purged, sent, corrected) in [
            (at(12), Some(at(13)), at(10)),
            (year_1970, Some(year_1970.plus_hours(1)), at(10)),
            (at(12), None, at(11)),
            (at(-9), None, at(0)),
        ] {
            let mut packet = packet();
            assert!(packet.purge("phone", (Some(purged), sent), at(11)).unwrap());
            assert_eq!((packet.purged, packet.device_purged), (Some(corrected), Some(purged)));
            assert_eq!(packet.clock_error.is_some(), purged != at(-9), "{purged}");
            let views = packet.views(&[Some(purged)], sent, at(11)).unwrap();
            assert_eq!(views, [View { device: purged, corrected }]);
        }
    }
}
