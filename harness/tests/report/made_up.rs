//! Certificates that no host earned: a small one with every status, and large ones of any size.

use indexmap::IndexMap;
use minicert::case::Origin;
use minicert::certificate::*;
use minicert::spec::Level;
use minicert::transcript::{Claims, Host, Suite};
use minicert::trial::OmissionClass;

/// Every status, every level, every class of omission.
pub fn small() -> Certificate {
    let overwrites = "storage/state/overwrites";
    let checks = vec![
        check("storage/setStorage/stores", Level::Must, "a string", Status::Pass),
        fail(overwrites, Level::Must, "an object over a number", Class::WrongValue, r#"success with {"data":1}"#),
        fail(overwrites, Level::Must, "an array over an object", Class::WrongValue, r#"success with {"data":{"a":1}}"#),
        fail(overwrites, Level::Must, "a string over a string", Class::Stub, "success with {}"),
        CheckResult {
            argument: Some("data".into()),
            ..fail(overwrites, Level::Must, "null over a string", Class::NoCallback, "neither success nor fail in 2000 ms")
        },
        fail("storage/clearStorage/present", Level::Must, "the function is there", Class::Missing, "undefined"),
        fail(
            "storage/getStorage/key-type-advice",
            Level::Should,
            "key is a number",
            Class::UnsupportedAnsweredAsSuccess,
            "success with {}",
        ),
        fail("network/request/header-case", Level::May, "a header in capitals", Class::WrongValue, r#""X-A""#),
        CheckResult {
            seen: Some("attempt 1: complete before success; attempt 2 and 3: as expected".into()),
            attempts: 3,
            failures: 1,
            ..check("storage/setStorage/complete-last", Level::Must, "a large value", Status::Flaky)
        },
        CheckResult {
            seen: Some("the driver closed the session".into()),
            ..check("network/request/get", Level::Must, "an empty answer", Status::Error)
        },
        stopped("storage/getStorageInfo/keys", "after clearStorage", "storage/clearStorage/present"),
        stopped("storage/getStorageInfo/size", "after clearStorage", "storage/clearStorage/present"),
        check("interface/showToast/shows", Level::Must, "a title", Status::Unwitnessed),
    ];
    let omissions = vec![
        omission("media/camera/take-photo", OmissionClass::NotClaimed, "the feature camera is not claimed"),
        omission("interface/picker/scroll", OmissionClass::DriverCannot, "the driver cannot send touch moves"),
        omission("page/tab-bar/switch", OmissionClass::PackageLacksPage, "the package has no tab bar"),
        omission("device/scan/reads", OmissionClass::NeedsPerson, "somebody has to hold a code before the camera"),
    ];
    let incidents = vec!["session s2 was lost at 12.4 s and opened again".to_owned()];
    assemble(checks, omissions, vec!["interface/showToast".to_owned()], incidents)
}

/// Nothing but passes.
pub fn passing() -> Certificate {
    let conditions = ["a string", "an empty string", "an object"];
    let stores = |condition: &&str| check("storage/setStorage/stores", Level::Must, condition, Status::Pass);
    let certificate = assemble(conditions.iter().map(stores).collect(), Vec::new(), Vec::new(), Vec::new());
    Certificate { verdict: Verdict::Pass, reasons: Vec::new(), ..certificate }
}

/// A host of which one failure is waived, one is known, and one is advice.
pub fn excused() -> Certificate {
    let checks = vec![
        check("storage/setStorage/stores", Level::Must, "a string", Status::Pass),
        CheckResult { known: true, ..fail("storage/state/overwrites", Level::Must, "an object over a number", Class::WrongValue, "1") },
        CheckResult { waived: Some("no-clearing".into()), ..fail("storage/clearStorage/present", Level::Must, "the function is there", Class::Missing, "undefined") },
        fail("storage/getStorage/key-type-advice", Level::Should, "key is a number", Class::Accepted, "success"),
    ];
    let mut certificate = assemble(checks, Vec::new(), Vec::new(), Vec::new());
    for requirement in &mut certificate.requirements {
        requirement.known = requirement.id == "storage/state/overwrites";
        requirement.waived = (requirement.id == "storage/clearStorage/present").then(|| "no-clearing".to_owned());
    }
    certificate.reasons.retain(|reason| reason.id == "storage/state/overwrites");
    certificate.totals.checks.insert("waived".into(), 1);
    certificate.totals.checks.insert("fail".into(), 2);
    let waiver = serde_json::json!({"id": "no-clearing", "outcome": "waived", "status": "fail", "waiver": {
        "scope": {"requirement": "storage/clearStorage/present", "member": "Harbour Ltd", "product": "Harbour", "versions": ">=3 <4"},
        "reason": {"en": "Clearing is forbidden on this device.", "zh": "此设备禁止清空。"}, "link": "https://union.example/17", "issued": "2026-01-01", "expires": "2026-06-30"}});
    certificate.waivers = vec![serde_json::from_value(waiver).expect("it is a waiver")];
    let deviation = serde_json::json!({"outcome": "known", "status": "fail",
        "deviation": {"requirement": "storage/state/overwrites", "reason": "Mended in 3.3.", "link": "https://bugs.example/9", "at": "12:6"}});
    certificate.deviations = vec![serde_json::from_value(deviation).expect("it is a deviation")];
    certificate
}

/// About this many checks over forty capabilities, most of them passing.
pub fn large(checks: usize) -> Certificate {
    let areas: [(&str, [&str; 5]); 8] = [
        ("storage", ["setStorage", "getStorage", "removeStorage", "clearStorage", "getStorageInfo"]),
        ("network", ["request", "uploadFile", "downloadFile", "connectSocket", "sendSocketMessage"]),
        ("interface", ["showToast", "showModal", "showLoading", "showActionSheet", "setNavigationBarTitle"]),
        ("canvas", ["createCanvasContext", "fillRect", "drawImage", "measureText", "canvasToTempFilePath"]),
        ("device", ["getSystemInfo", "getNetworkType", "setClipboardData", "vibrateShort", "makePhoneCall"]),
        ("media", ["chooseImage", "getImageInfo", "createInnerAudioContext", "saveImageToPhotosAlbum", "previewImage"]),
        ("page", ["navigateTo", "redirectTo", "switchTab", "navigateBack", "reLaunch"]),
        ("location", ["getLocation", "openLocation", "chooseLocation", "onLocationChange", "createMapContext"]),
    ];
    let rules =
        ["present", "answers", "settles-once", "complete-last", "key-required", "key-type-advice", "result-data", "keeps-order"];
    let conditions =
        ["an empty string", "a string of 2,048 characters", "an object over a number", "inside a callback", "twice in a row"];
    let mut made = Vec::new();
    for index in 0..checks {
        let (area, names) = &areas[index % 8];
        let name = names[index / 8 % 5];
        let rule = rules[index / 40 % 8];
        let condition = format!("{}, variant {}", conditions[index / 320 % 5], index / 1600);
        // More checks than these are of further requirements.
        let id = match index / 3_200 {
            0 => format!("{area}/{name}/{rule}"),
            more => format!("{area}/{name}/{rule}-{more}"),
        };
        let level = if rule.ends_with("advice") { Level::Should } else { Level::Must };
        // A small multiplicative hash scatters the results without a random number.
        made.push(match (index as u32).wrapping_mul(2_654_435_761) >> 16 {
            hash if hash % 61 == 0 || (name == "removeStorage" && rule == "keeps-order") => {
                let classes = [Class::WrongValue, Class::NoCallback, Class::Refused, Class::Stub, Class::WrongOrder];
                fail(&id, level, &condition, classes[hash as usize % 5], r#"fail with {"errCode":904,"errMsg":"parameter error"}"#)
            }
            hash if hash % 211 == 0 => CheckResult {
                seen: Some("attempt 1: no callback; attempt 2: as expected".into()),
                attempts: 3,
                failures: 1,
                ..check(&id, level, &condition, Status::Flaky)
            },
            hash if hash % 307 == 0 => CheckResult {
                seen: Some("the driver closed the session".into()),
                ..check(&id, level, &condition, Status::Error)
            },
            hash if hash % 97 == 0 => stopped(&id, &condition, "storage/setStorage/answers"),
            hash if name == "vibrateShort" && hash % 2 == 0 => check(&id, level, &condition, Status::Unwitnessed),
            _ => check(&id, level, &condition, Status::Pass),
        });
    }
    let omissions = (0..checks / 40)
        .map(|index| {
            let (name, class, reason) = [
                ("media/camera/frame", OmissionClass::NotClaimed, "the feature camera is not claimed"),
                ("interface/picker/scroll", OmissionClass::DriverCannot, "the driver cannot send touch moves"),
                ("page/tab-bar/item", OmissionClass::PackageLacksPage, "the package has no tab bar"),
                ("device/scan/code", OmissionClass::NeedsPerson, "somebody has to hold a code before the camera"),
            ][index % 4];
            omission(&format!("{name}-{index}"), class, reason)
        })
        .collect();
    let incidents = vec!["session s2 was lost at 12.4 s and opened again".to_owned()];
    assemble(made, omissions, vec!["device/vibrateShort".to_owned(), "device/makePhoneCall".to_owned()], incidents)
}

/// The rest of a certificate, counted from its checks.
fn assemble(
    mut checks: Vec<CheckResult>,
    omissions: Vec<OmissionResult>,
    unwitnessed: Vec<String>,
    incidents: Vec<String>,
) -> Certificate {
    let mut requirements: IndexMap<String, RequirementResult> = IndexMap::new();
    let mut trials: IndexMap<String, Status> = IndexMap::new();
    let mut numbers: IndexMap<String, u32> = IndexMap::new();
    for check in &mut checks {
        let number = numbers.entry(check.trial.clone()).or_default();
        check.check = *number;
        *number += 1;
    }
    for check in &checks {
        let one = requirements.entry(check.requirement.clone()).or_insert_with(|| requirement(&check.requirement, check.level));
        one.status = one.status.max(Some(check.status));
        *one.checks.entry(check.status.name().into()).or_default() += 1;
        let worst = trials.entry(check.trial.clone()).or_insert(check.status);
        *worst = check.status.max(*worst);
    }
    for id in omissions.iter().flat_map(|omission| &omission.requirements) {
        let one = requirements.entry(id.clone()).or_insert_with(|| requirement(id, Level::Must));
        *one.checks.entry("omitted".into()).or_default() += 1;
    }
    let requirements: Vec<RequirementResult> = requirements.into_values().collect();
    let totals = |area: Option<&str>| {
        let inside = |id: &str| area.is_none_or(|area| id.split('/').next() == Some(area));
        let mut totals = Totals::default();
        for (_, status) in trials.iter().filter(|(id, _)| inside(id)) {
            *totals.trials.entry(status.name().into()).or_default() += 1;
        }
        for check in checks.iter().filter(|check| inside(&check.requirement)) {
            *totals.checks.entry(check.status.name().into()).or_default() += 1;
        }
        for one in requirements.iter().filter(|one| inside(&one.id)) {
            let level = totals.requirements.entry(one.level.name().to_lowercase()).or_default();
            *level.entry(one.status.map_or("omitted", Status::name).into()).or_default() += 1;
        }
        totals
    };
    let mut areas: IndexMap<String, Totals> = IndexMap::new();
    for one in &requirements {
        let area = one.id.split('/').next().unwrap_or_default();
        if !areas.contains_key(area) {
            areas.insert(area.to_owned(), totals(Some(area)));
        }
    }
    let fails = requirements.iter().filter(|one| one.status == Some(Status::Fail) && one.level == Level::Must);
    let mut reasons: Vec<Reason> = fails.map(|one| Reason { id: one.id.clone(), text: "a MUST fails".into() }).collect();
    reasons.push(Reason {
        id: "must-omitted".into(),
        text: "interface/picker/scroll is a MUST of the claimed feature interface and could not be tested: driver-cannot".into(),
    });
    Certificate {
        format: FORMAT,
        verdict: Verdict::Fail,
        reasons,
        host: Host {
            name: "Harbour".into(),
            version: "3.2.1".into(),
            member: None,
            build: None,
            dialect: "swan".into(),
            manifest: "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592".into(),
            claims: Claims { release: None, profiles: vec!["basic".into()], features: vec!["network".into(), "storage".into()], development: Vec::new() },
            faults: Vec::new(),
        },
        suite: Suite {
            version: "0.1.0".into(),
            release: None,
            spec: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
            cases: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752".into(),
            agent: "fd61a03af4f77d870fc21e05e7e80678095c92d808cfb3b5c279ee04c74aca13".into(),
        },
        run: RunFacts {
            challenge: None,
            started: "2026-03-02T09:14:07Z".into(),
            milliseconds: 41_230,
            idle: 1_904,
            seed: 7,
            plan: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae".into(),
            transcript: "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9".into(),
            browsers: vec!["chrome 137.0.7151.68".into()],
            channels: vec!["script, realm".into()],
            attempts: checks.len() as u64,
            finished: true,
        },
        repeats: None,
        totals: totals(None),
        areas,
        requirements,
        checks,
        omissions,
        unwitnessed,
        advice: Vec::new(),
        deviations: Vec::new(),
        waivers: Vec::new(),
        unclaimed: Vec::new(),
        incidents,
    }
}

fn check(requirement: &str, level: Level, condition: &str, status: Status) -> CheckResult {
    let (capability, _) = requirement.rsplit_once('/').unwrap_or((requirement, ""));
    let (_, api) = capability.rsplit_once('/').unwrap_or(("", capability));
    CheckResult {
        trial: format!("{capability}/{}#async", condition.replace(", ", "-").replace(' ', "-")),
        check: 0,
        requirement: requirement.into(),
        level,
        capability: capability.into(),
        argument: None,
        condition: condition.into(),
        origin: Origin::Recorded,
        status,
        class: None,
        expected: format!("swan.{api} calls success with an object whose data is a value equal to {{\"a\":1}}"),
        seen: None,
        stopped_by: None,
        attempts: 1,
        failures: 0,
        known: false,
        waived: None,
    }
}

fn fail(requirement: &str, level: Level, condition: &str, class: Class, seen: &str) -> CheckResult {
    let base = check(requirement, level, condition, Status::Fail);
    CheckResult { class: Some(class), seen: Some(seen.into()), attempts: 2, failures: 2, ..base }
}

fn stopped(requirement: &str, condition: &str, by: &str) -> CheckResult {
    let seen = Some("swan.clearStorage is not a function".into());
    CheckResult { stopped_by: Some(by.into()), seen, ..check(requirement, Level::Must, condition, Status::NotReached) }
}

fn omission(requirement: &str, class: OmissionClass, reason: &str) -> OmissionResult {
    OmissionResult { trial: format!("{requirement}#async"), class, reason: reason.into(), requirements: vec![requirement.into()] }
}

fn requirement(id: &str, level: Level) -> RequirementResult {
    let (capability, rule) = id.rsplit_once('/').unwrap_or((id, ""));
    let (area, api) = capability.rsplit_once('/').unwrap_or(("", capability));
    let (word, rule) = (level.name(), rule.replace('-', " "));
    let chinese = if level == Level::Must { "必须" } else { "应当" };
    RequirementResult {
        id: id.into(),
        level,
        feature: area.into(),
        en: format!("A call of swan.{api} with documented arguments {word} do what its page says of {rule}."),
        zh: format!("以文档所述参数调用 swan.{api} 时{chinese}（{word}）符合其说明。"),
        basis: vec![format!("docs/{area}")],
        status: None,
        checks: IndexMap::new(),
        known: false,
        waived: None,
    }
}
