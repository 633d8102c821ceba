//! Everything that can happen here, in one list: the kinds of the log.

use super::named;

named! {
    /// Something that happened.
    pub enum EventKind {
        /// A request was drawn up.
        RequestCreated = "REQUEST_CREATED",
        /// What a request asks for was replaced.
        RequestUpdated = "REQUEST_UPDATED",
        /// A request went to its unit.
        RequestSubmitted = "REQUEST_SUBMITTED",
        /// The unit took it in.
        RequestReceived = "REQUEST_RECEIVED",
        /// The unit answered, or corrected its answer.
        RequestAnswered = "REQUEST_ANSWERED",
        /// The unit refused.
        RequestRefused = "REQUEST_REFUSED",
        /// The unit gave it back.
        RequestReturned = "REQUEST_RETURNED",
        /// The court took it back.
        RequestWithdrawn = "REQUEST_WITHDRAWN",
        /// The court took note of the outcome.
        RequestConfirmed = "REQUEST_CONFIRMED",
        /// A seizure was recorded.
        SeizureRecorded = "SEIZURE_RECORDED",
        /// A seizure took effect.
        SeizureInForce = "SEIZURE_IN_FORCE",
        /// A seizure waits behind another.
        SeizureWaiting = "SEIZURE_WAITING",
        /// A seizure was renewed.
        SeizureRenewed = "SEIZURE_RENEWED",
        /// A seizure was released.
        SeizureReleased = "SEIZURE_RELEASED",
        /// A seizure ended because it was not renewed.
        SeizureLapsed = "SEIZURE_LAPSED",
        /// A seizure ended because the property was disposed of.
        SeizureDisposed = "SEIZURE_DISPOSED",
        /// Something has to follow.
        DutyCreated = "DUTY_CREATED",
        /// It was done.
        DutyDone = "DUTY_DONE",
        /// A debtor was entered.
        DebtorCreated = "DEBTOR_CREATED",
        /// A fact was added.
        FactAdded = "FACT_ADDED",
        /// A debtor was put behind another.
        DebtorMerged = "DEBTOR_MERGED",
        /// A debtor was taken out again.
        DebtorUnmerged = "DEBTOR_UNMERGED",
        /// A lead came in.
        LeadCreated = "LEAD_CREATED",
        /// A lead was verified.
        LeadVerified = "LEAD_VERIFIED",
        /// An asset was entered.
        AssetCreated = "ASSET_CREATED",
        /// A watch was drawn up.
        WatchCreated = "WATCH_CREATED",
        /// A watch was approved.
        WatchApproved = "WATCH_APPROVED",
        /// A watch was rejected.
        WatchRejected = "WATCH_REJECTED",
        /// A watch went to the police.
        WatchPushed = "WATCH_PUSHED",
        /// The person was seen.
        WatchHit = "WATCH_HIT",
        /// The person is under control.
        WatchControlled = "WATCH_CONTROLLED",
        /// The person was handed over.
        WatchHandedOver = "WATCH_HANDED_OVER",
        /// The police are asked to withdraw a watch.
        WatchWithdrawing = "WATCH_WITHDRAWING",
        /// A watch is withdrawn.
        WatchWithdrawn = "WATCH_WITHDRAWN",
        /// An old watch was taken over.
        WatchImported = "WATCH_IMPORTED",
        /// A project of disposal was proposed, or an old one taken over.
        DisposalProposed = "DISPOSAL_PROPOSED",
        /// A department gave its opinion.
        DisposalOpinionGiven = "DISPOSAL_OPINION_GIVEN",
        /// The last department agreed.
        DisposalReady = "DISPOSAL_READY",
        /// A parcel was listed.
        DisposalListed = "DISPOSAL_LISTED",
        /// A listing was taken back.
        DisposalUnlisted = "DISPOSAL_UNLISTED",
        /// Nobody bid for a parcel.
        DisposalUnsold = "DISPOSAL_UNSOLD",
        /// A parcel was sold.
        DisposalSold = "DISPOSAL_SOLD",
        /// A buyer defaulted; the sale does not count.
        DisposalDefaulted = "DISPOSAL_DEFAULTED",
        /// A parcel was paid for.
        DisposalPaid = "DISPOSAL_PAID",
        /// A parcel was handed over.
        DisposalDelivered = "DISPOSAL_DELIVERED",
        /// A parcel was registered.
        DisposalRegistered = "DISPOSAL_REGISTERED",
        /// A parcel was taken instead of money.
        DisposalTakenInKind = "DISPOSAL_TAKEN_IN_KIND",
        /// A project was withdrawn.
        DisposalWithdrawn = "DISPOSAL_WITHDRAWN",
        /// An old request was taken over.
        RequestImported = "REQUEST_IMPORTED",
    }
}
