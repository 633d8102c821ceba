//! Regions, courts and answers between the contract and the domain.

use kit::{domain::Timestamp, unit_of_work::etag};
use law::identifiers::{RegionCode, RegionLevel};
use proto::{courts::v1 as wire, google::r#type::LatLng};

use crate::domain::{
    court::{Court, CourtDraft, CourtKind, CourtState},
    equipment::{Equipment, EquipmentCondition, EquipmentDraft, EquipmentKind, EquipmentReport},
    import_shapes::{RegionShape, ShapeDraft},
    network::Network,
    position::Position,
    reception::{self, HoursDraft, Reception},
    region::{Region, RegionDraft},
    resolve::{Basis, Place, Resolution},
    terminal::{Presence, Terminal, TerminalName},
};

pub(crate) fn latlng(position: Position) -> LatLng {
    LatLng { latitude: position.lat(), longitude: position.lng() }
}

pub(crate) fn pair(position: &LatLng) -> (f64, f64) {
    (position.latitude, position.longitude)
}

/// A border as somebody wrote it.
pub(crate) fn shape_draft(shape: wire::RegionShape) -> ShapeDraft {
    ShapeDraft { region_code: shape.region_code, geometry: shape.geometry }
}

/// Borders as a FeatureCollection of GeoJSON, the same bytes for the same borders and names.
pub(crate) fn feature_collection(network: &Network, shapes: &[RegionShape]) -> Vec<u8> {
    let feature = |shape: &RegionShape| {
        let name = network.region(shape.code.as_str()).map_or("", |region| region.display_name.as_str());
        let properties = serde_json::json!({"code": shape.code.as_str(), "name": name});
        // The geometry is JSON already, and written as it is kept.
        format!(
            r#"{{"type":"Feature","id":"{}","properties":{properties},"geometry":{}}}"#,
            shape.code, shape.geometry
        )
    };
    let features: Vec<_> = shapes.iter().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(",")).into_bytes()
}

pub(crate) fn region(region: &Region) -> wire::Region {
    let level = match region.code.level() {
        RegionLevel::Town => wire::RegionLevel::Town,
        RegionLevel::Village => wire::RegionLevel::Village,
        RegionLevel::Province | RegionLevel::City | RegionLevel::County => wire::RegionLevel::County,
    };
    wire::Region {
        name: region.name(),
        code: region.code.to_string(),
        display_name: region.display_name.clone(),
        level: level.into(),
        seat: region.seat.map(latlng),
    }
}

pub(crate) fn region_draft(region: &wire::Region) -> RegionDraft {
    let code = if region.code.is_empty() { region.name.trim_start_matches("regions/") } else { &region.code };
    RegionDraft {
        code: code.to_owned(),
        display_name: region.display_name.clone(),
        seat: region.seat.as_ref().map(pair),
    }
}

/// A court with the names of those who hold its offices today.
pub(crate) fn court(court: &Court, director: Option<&String>, judge: Option<&String>) -> wire::Court {
    let person = |id: Option<&String>| id.map_or_else(String::new, |id| format!("people/{id}"));
    let kind = match court.kind() {
        CourtKind::Town => wire::CourtKind::Town,
        CourtKind::Village => wire::CourtKind::Village,
        CourtKind::Special => wire::CourtKind::Special,
    };
    let state = match court.state {
        CourtState::Active => wire::CourtState::Active,
        CourtState::Closed => wire::CourtState::Closed,
    };
    wire::Court {
        name: court.name(),
        display_name: court.display_name.clone(),
        kind: kind.into(),
        host: court.host.clone(),
        region_code: court.region.to_string(),
        covers: court.covers.iter().map(ToString::to_string).collect(),
        equipment: court.equipment.iter().map(equipment).collect(),
        state: state.into(),
        position: court.position.map(latlng),
        director: person(director),
        contact_judge: person(judge),
        etag: etag::of(court.version),
        create_time: Some(court.created.to_timestamp()),
        update_time: Some(court.updated.to_timestamp()),
        equipment_report: court.report.as_ref().map(equipment_report),
        reception: (court.reception != Reception::default()).then(|| reception(&court.reception)),
        ..Default::default()
    }
}

/// What everybody may read of a court.
pub(crate) fn public(court: wire::Court) -> wire::Court {
    wire::Court {
        equipment: Vec::new(),
        equipment_report: None,
        etag: String::new(),
        create_time: None,
        update_time: None,
        ..court
    }
}

/// A court as it was written. `code` is the one asked for, the name's where it is empty.
pub(crate) fn court_draft(court: &wire::Court, code: &str) -> CourtDraft {
    let code = if code.is_empty() { court.name.strip_prefix("courts/").unwrap_or(&court.name) } else { code };
    let kind = match court.kind() {
        wire::CourtKind::Unspecified => None,
        wire::CourtKind::Town => Some(CourtKind::Town),
        wire::CourtKind::Village => Some(CourtKind::Village),
        wire::CourtKind::Special => Some(CourtKind::Special),
    };
    CourtDraft {
        code: code.to_owned(),
        display_name: court.display_name.clone(),
        kind,
        host: court.host.clone(),
        region_code: court.region_code.clone(),
        covers: court.covers.clone(),
        equipment: court.equipment.iter().map(equipment_draft).collect(),
        state: court_state(court.state()),
        position: court.position.as_ref().map(pair),
    }
}

pub(crate) const fn court_state(state: wire::CourtState) -> Option<CourtState> {
    match state {
        wire::CourtState::Unspecified => None,
        wire::CourtState::Active => Some(CourtState::Active),
        wire::CourtState::Closed => Some(CourtState::Closed),
    }
}

fn reception(reception: &Reception) -> wire::Reception {
    let hours = reception.hours.iter().map(|each| wire::ReceptionHours {
        day: each.day.into(),
        opens: reception::written(each.opens),
        closes: reception::written(each.closes),
    });
    wire::Reception { hours: hours.collect(), telephone: reception.telephone.clone() }
}

/// A period as it was written.
pub(crate) fn hours_draft(hours: &wire::ReceptionHours) -> HoursDraft {
    HoursDraft { day: hours.day, opens: hours.opens.clone(), closes: hours.closes.clone() }
}

fn equipment_report(report: &EquipmentReport) -> wire::EquipmentReport {
    wire::EquipmentReport {
        reporter: report.reporter.clone(),
        report_time: Some(report.at.to_timestamp()),
        equipment: report.equipment.iter().map(equipment).collect(),
        repair_requested: report.repair_requested,
    }
}

fn equipment(piece: &Equipment) -> wire::Equipment {
    let kind = match piece.kind {
        EquipmentKind::Screen => wire::EquipmentKind::Screen,
        EquipmentKind::Line => wire::EquipmentKind::Line,
        EquipmentKind::Terminal => wire::EquipmentKind::Terminal,
        EquipmentKind::Phone => wire::EquipmentKind::Phone,
        EquipmentKind::Camera => wire::EquipmentKind::Camera,
        EquipmentKind::AllInOne => wire::EquipmentKind::AllInOne,
    };
    let condition = match piece.condition {
        EquipmentCondition::NotStated => wire::EquipmentCondition::Unspecified,
        EquipmentCondition::Working => wire::EquipmentCondition::Working,
        EquipmentCondition::Faulty => wire::EquipmentCondition::Faulty,
        EquipmentCondition::Missing => wire::EquipmentCondition::Missing,
    };
    wire::Equipment { kind: kind.into(), condition: condition.into(), note: piece.note.clone() }
}

pub(crate) fn equipment_draft(piece: &wire::Equipment) -> EquipmentDraft {
    let kind = match piece.kind() {
        wire::EquipmentKind::Unspecified => None,
        wire::EquipmentKind::Screen => Some(EquipmentKind::Screen),
        wire::EquipmentKind::Line => Some(EquipmentKind::Line),
        wire::EquipmentKind::Terminal => Some(EquipmentKind::Terminal),
        wire::EquipmentKind::Phone => Some(EquipmentKind::Phone),
        wire::EquipmentKind::Camera => Some(EquipmentKind::Camera),
        wire::EquipmentKind::AllInOne => Some(EquipmentKind::AllInOne),
    };
    let condition = match piece.condition() {
        wire::EquipmentCondition::Unspecified => EquipmentCondition::NotStated,
        wire::EquipmentCondition::Working => EquipmentCondition::Working,
        wire::EquipmentCondition::Faulty => EquipmentCondition::Faulty,
        wire::EquipmentCondition::Missing => EquipmentCondition::Missing,
    };
    EquipmentDraft { kind, condition, note: piece.note.clone() }
}

pub(crate) fn place(request: wire::ResolveCourtRequest) -> Option<Place> {
    use wire::resolve_court_request::Place as Written;
    Some(match request.place? {
        Written::Address(address) => Place::Address(address),
        Written::RegionCode(code) => Place::Code(code),
        Written::Position(position) => Place::Position(position.latitude, position.longitude),
    })
}

pub(crate) fn resolution(network: &Network, found: Resolution) -> wire::ResolveCourtResponse {
    let region_of = |code: &str| network.region(code).map(region);
    let basis = match found.basis {
        None => wire::ResolutionBasis::Unspecified,
        Some(Basis::VillageName) => wire::ResolutionBasis::VillageName,
        Some(Basis::TownName) => wire::ResolutionBasis::TownName,
        Some(Basis::RegionCode) => wire::ResolutionBasis::RegionCode,
        Some(Basis::RegionPrefix) => wire::ResolutionBasis::RegionPrefix,
        Some(Basis::NearestSeat) => wire::ResolutionBasis::NearestSeat,
    };
    let candidates = found.candidates.into_iter().map(|candidate| wire::ResolutionCandidate {
        court: candidate.court.name(),
        region: region_of(candidate.region.as_str()),
        confidence: candidate.confidence,
    });
    wire::ResolveCourtResponse {
        court: found.court.map_or_else(String::new, |court| court.name()),
        region: found.region.and_then(|region| region_of(region.as_str())),
        confidence: found.confidence,
        basis: basis.into(),
        candidates: candidates.collect(),
        explanation: Some(wire::Explanation { zh: found.explanation.zh, en: found.explanation.en }),
        ..Default::default()
    }
}

pub(crate) fn terminal(terminal: &Terminal, at: Timestamp) -> wire::Terminal {
    let presence = match terminal.presence(at) {
        Presence::Online => wire::Presence::Online,
        Presence::Offline => wire::Presence::Offline,
        Presence::NeverSeen => wire::Presence::NeverSeen,
    };
    wire::Terminal {
        name: format!("terminals/{}", terminal.id),
        court: terminal.court.name(),
        presence: presence.into(),
        last_heartbeat_time: terminal.heard.map(Timestamp::to_timestamp),
        software_version: terminal.software_version.clone(),
        enrol_time: terminal.enrolled.map(Timestamp::to_timestamp),
    }
}

/// A terminal that waits for its director, with where it stands in words.
pub(crate) fn terminal_sign_in(
    name: &TerminalName,
    court: &Court,
    network: &Network,
    until: Timestamp,
) -> wire::TerminalSignIn {
    let around = std::iter::successors(Some(court.region.clone()), RegionCode::parent);
    let places = around.filter_map(|code| network.region(code.as_str()));
    let mut places: Vec<String> = places.map(|region| region.display_name.clone()).collect();
    places.reverse();
    wire::TerminalSignIn {
        name: name.name(),
        number: name.number.into(),
        court: court.name(),
        court_display_name: court.display_name.clone(),
        host: court.host.clone(),
        places,
        expire_time: Some(until.to_timestamp()),
    }
}
